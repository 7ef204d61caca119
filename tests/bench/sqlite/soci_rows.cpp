// SOCI used by hand, beside the C API: what the core would cost if its records went through SOCI's own statements.
#include <memory>

#include "sides.hpp"
#include "sqlite/plain.hpp"
#include "sqlite/rows.hpp"
#include "sqlite/soci_side.hpp"

namespace bench::sqlite {
namespace {

using Shared = std::shared_ptr<SociSide>;

Comparison row(const char* name, std::size_t rows, Side soci, Side raw) {
  Comparison made;
  made.name = name;
  made.rows = rows;
  made.ours = std::move(soci);
  made.raw = {std::move(raw)};
  return made;
}

auto transaction_of(const Shared& soci) {
  return [soci](const auto& body) {
    soci->begin();
    body();
    soci->commit();
  };
}

std::vector<Comparison> scans(Fixture& fixture, const Shared& soci) {
  auto statement = std::make_shared<RawStatement>(fixture.raw(), customer_columns);
  const Side raw = scan_side([statement] { return scan_into_vector<PlainCustomer>(*statement); });
  const std::size_t rows = fixture.options().rows;
  return {row("SOCI by hand: scan, cached", rows, scan_side([soci] { return soci->scan_cached(); }), raw),
          row("SOCI by hand: scan, soci::row", rows, scan_side([soci] { return soci->scan_rows(); }), raw)};
}

std::vector<Comparison> finds_by_key(Fixture& fixture, const Shared& soci) {
  const std::int64_t most = fixture.customers();
  auto statement = std::make_shared<RawStatement>(fixture.raw(), std::string(customer_columns) + " WHERE id = ?");
  const Side raw =
      find_side(most, raw_transaction(fixture.raw()), [statement](std::int64_t key) { return find(*statement, key); });
  const auto cached = [soci](std::int64_t key) { return soci->find_cached(key); };
  const auto ad_hoc = [soci](std::int64_t key) { return soci->find_ad_hoc(key); };
  return {row("SOCI by hand: find by key, cached", finds, find_side(most, transaction_of(soci), cached), raw),
          row("SOCI by hand: find by key, ad hoc", finds, find_side(most, transaction_of(soci), ad_hoc), raw)};
}

std::vector<Comparison> inserts(Fixture& fixture, const Shared& soci) {
  auto statement = std::make_shared<RawStatement>(fixture.raw(), insert_customer);
  const auto filled = [](std::int64_t n) {
    PlainCustomer customer;
    fill(customer, n);
    return customer;
  };
  const auto by_hand = [=](std::int64_t n) { insert(*statement, filled(n)); };
  const auto remove = [&fixture] { return fixture.remove_new_customers(); };
  const Side raw = insert_side(raw_transaction(fixture.raw()), by_hand, remove);
  const auto cached = [=](std::int64_t n) { soci->insert_cached(filled(n)); };
  const auto ad_hoc = [=](std::int64_t n) { soci->insert_ad_hoc(filled(n)); };
  return {row("SOCI by hand: insert, cached", writes, insert_side(transaction_of(soci), cached, remove), raw),
          row("SOCI by hand: insert, ad hoc", writes, insert_side(transaction_of(soci), ad_hoc, remove), raw)};
}

}  // namespace

std::vector<Comparison> soci_rows(Fixture& fixture) {
  const auto soci = std::make_shared<SociSide>(fixture.path());
  std::vector<Comparison> rows = scans(fixture, soci);
  for (auto& more : {finds_by_key(fixture, soci), inserts(fixture, soci)})
    rows.insert(rows.end(), more.begin(), more.end());
  return rows;
}

}  // namespace bench::sqlite
