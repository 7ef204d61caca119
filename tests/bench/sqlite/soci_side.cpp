#include "sqlite/soci_side.hpp"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

namespace bench::sqlite {
namespace {

constexpr const char* columns = "SELECT id, name, email, city, age, score, region_id FROM customers";
constexpr const char* insert_sql =
    "INSERT INTO customers (name, email, city, age, score, region_id) "
    "VALUES (:name, :email, :city, :age, :score, :region)";

/// SOCI takes no std::int64_t where that is long.
struct Buffer {
  long long id = 0, age = 0, region = 0;
  std::string name, email, city;
  double score = 0;

  [[nodiscard]] PlainCustomer customer() const { return {id, name, email, city, age, score, region}; }
  void take(const PlainCustomer& from) {
    name = from.name;
    email = from.email;
    city = from.city;
    age = from.age;
    score = from.score;
    region = from.region_id;
  }
};

}  // namespace

struct SociSide::Statements {
  explicit Statements(const std::string& path)
      : session(soci::sqlite3, "db=" + path + " timeout=5 synchronous=NORMAL"),
        scan((session.prepare << columns, soci::into(row.id), soci::into(row.name), soci::into(row.email),
              soci::into(row.city), soci::into(row.age), soci::into(row.score), soci::into(row.region))),
        find((session.prepare << std::string(columns) + " WHERE id = :id", soci::use(key), soci::into(row.id),
              soci::into(row.name), soci::into(row.email), soci::into(row.city), soci::into(row.age),
              soci::into(row.score), soci::into(row.region))),
        insert((session.prepare << insert_sql, soci::use(row.name), soci::use(row.email), soci::use(row.city),
                soci::use(row.age), soci::use(row.score), soci::use(row.region))) {
    session << "PRAGMA foreign_keys=on";
  }

  soci::session session;
  Buffer row;
  long long key = 0;
  soci::statement scan, find, insert;
};

SociSide::SociSide(const std::string& path) : statements_(std::make_unique<Statements>(path)) {}
SociSide::~SociSide() = default;

void SociSide::begin() { statements_->session.begin(); }
void SociSide::commit() { statements_->session.commit(); }

std::vector<PlainCustomer> SociSide::scan_cached() {
  std::vector<PlainCustomer> all;
  statements_->scan.execute();
  while (statements_->scan.fetch()) all.push_back(statements_->row.customer());
  return all;
}

std::vector<PlainCustomer> SociSide::scan_rows() {
  std::vector<PlainCustomer> all;
  const soci::rowset<soci::row> rows = (statements_->session.prepare << columns);
  for (const soci::row& row : rows) {
    all.push_back({row.get<int>(0), row.get<std::string>(1), row.get<std::string>(2), row.get<std::string>(3),
                   row.get<int>(4), row.get<double>(5), row.get<int>(6)});
  }
  return all;
}

PlainCustomer SociSide::find_cached(std::int64_t key) {
  statements_->key = key;
  statements_->find.execute(true);
  PlainCustomer customer = statements_->row.customer();
  // SOCI resets a statement only when it has come to its end: until then its read transaction stays open.
  statements_->find.fetch();
  return customer;
}

PlainCustomer SociSide::find_ad_hoc(std::int64_t key) {
  Buffer row;
  statements_->session << columns << " WHERE id = :id", soci::use(static_cast<long long>(key)), soci::into(row.id),
      soci::into(row.name), soci::into(row.email), soci::into(row.city), soci::into(row.age), soci::into(row.score),
      soci::into(row.region);
  return row.customer();
}

void SociSide::insert_cached(const PlainCustomer& customer) {
  statements_->row.take(customer);
  statements_->insert.execute(true);
}

void SociSide::insert_ad_hoc(const PlainCustomer& customer) {
  Buffer row;
  row.take(customer);
  statements_->session << insert_sql, soci::use(row.name), soci::use(row.email), soci::use(row.city),
      soci::use(row.age), soci::use(row.score), soci::use(row.region);
}

}  // namespace bench::sqlite
