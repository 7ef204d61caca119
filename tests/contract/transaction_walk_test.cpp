// A random walk: records are made, changed, destroyed, moved, sorted, copied and erased in transactions and savepoints
// that end in every way; after each transaction, every record must tell the truth about its row.
#include <algorithm>
#include <map>
#include <random>
#include <string_view>
#include <type_traits>

#include "contract/record_models.hpp"
#include "contract/stop.hpp"

namespace record_tests {
namespace {

constexpr int walks = 150;
constexpr int transactions_per_walk = 4;
constexpr int deepest = 4;

/// The walk over records of one model: `Title` is saved or left, `Body` changed without being saved.
template <class T, std::string T::*Title, std::string T::*Body>
class Walk {
 public:
  Walk(rowan::Database& db, std::string_view title, std::string_view body) : db_(db), title_(title), body_(body) {}

  void run(unsigned seed) {
    random_.seed(seed);
    records_.clear();
    T::all().everything().delete_all();
    for (int i = 0; i < transactions_per_walk; ++i) {
      walk(1);
      check();
    }
    save_all();
    check();
  }

 private:
  using Rows = std::map<std::int64_t, T>;

  /// One transaction (savepoint, when nested) with random steps; it commits, is rolled back, or is left by exception.
  void walk(int depth) {
    try {
      db_.transaction(
          [&](rowan::Transaction& transaction) {
            for (int left = any(12); left > 0; --left) step(depth);
            const int end = any(3);
            if (end == 0) transaction.rollback();
            if (end == 1) throw Stop();
          },
          {.requires_new = true});
    } catch (const Stop&) {
    }
  }

  void check() {
    Rows rows;
    for (T& row : T::all()) rows.emplace(row.id, row);
    for (const T& one : records_) check(one, rows);
    for (const T& copy : copies_) EXPECT_TRUE(!copy.is_new() || is_blank(copy)) << copy.to_json();
    copies_.clear();
  }

  void save_all() {
    for (T& one : records_) {
      if (!one.is_destroyed()) one.save_or_throw();
    }
  }

  int any(std::size_t below) { return static_cast<int>(random_() % below); }
  std::string new_text() { return "t" + std::to_string(++texts_); }
  T& pick() { return records_[static_cast<std::size_t>(any(records_.size()))]; }

  void step(int depth) {
    const int choice = any(11);
    if (choice < 2 || records_.empty()) return make();
    if (choice == 2) return std::sort(records_.begin(), records_.end(), by_title);
    if (choice == 3) return move_all();
    if (choice == 4) return copies_.push_back(pick());
    if (choice == 5 && records_.size() > 3) return erase();
    if (choice < 8 && depth < deepest) return walk(depth + 1);
    if (T& one = pick(); !one.is_destroyed()) change(one);
  }

  static bool by_title(const T& left, const T& right) { return left.*Title < right.*Title; }

  void make() {
    T one;
    one.*Title = new_text();
    one.save_or_throw();
    records_.push_back(std::move(one));
  }
  void move_all() {
    std::vector<T> elsewhere;
    for (T& one : records_) elsewhere.push_back(std::move(one));
    records_ = std::move(elsewhere);
  }
  void erase() { records_.erase(records_.begin() + any(records_.size())); }

  void change(T& one) {
    const int choice = any(7);
    if (choice < 3 || one.is_new()) {
      one.*(choice == 2 ? Body : Title) = new_text();
      one.save_or_throw();
    } else if (choice == 3) {
      EXPECT_TRUE(one.destroy());
    } else if (choice == 4) {
      one.*Body = new_text();  // and not saved
    } else if (choice == 5) {
      one.update_columns({{body_, new_text()}});
    } else {
      one.reload();
    }
  }

  static std::int64_t lock_of(const T& record) {
    if constexpr (std::is_same_v<T, Document>) return record.lock_version;
    return 0;
  }
  static bool is_blank(const T& record) { return record.id == 0 && lock_of(record) == 0; }

  void check(const T& one, const Rows& rows) const {
    SCOPED_TRACE(one.to_json());
    const auto row = rows.find(one.id);
    if (one.is_new()) {
      EXPECT_TRUE(is_blank(one));
    } else if (one.is_destroyed()) {
      EXPECT_TRUE(row == rows.end() || row->second.*Title != one.*Title);  // SQLite gives the numbers of old keys again
    } else if (row == rows.end()) {
      ADD_FAILURE() << "it has no row";
    } else {
      check_changes(one, row->second);
    }
  }

  void check_changes(const T& one, const T& row) const {
    EXPECT_EQ(lock_of(one), lock_of(row));
    EXPECT_EQ(one.changed(title_), one.*Title != row.*Title);
    EXPECT_EQ(one.changed(body_), one.*Body != row.*Body);
    for (const rowan::Change& change : one.changes()) {
      EXPECT_TRUE(change.attribute == title_ || change.attribute == body_) << change.attribute;
      EXPECT_TRUE(change.attribute != title_ || !change.before || change.before == rowan::Value(row.*Title));
    }
  }

  rowan::Database& db_;
  const std::string_view title_, body_;
  std::mt19937 random_;
  int texts_ = 0;
  std::vector<T> records_, copies_;
};

class TransactionWalk : public RecordTest {
 protected:
  template <class AnyWalk>
  static void run_all(AnyWalk&& walk) {
    for (unsigned seed = 0; seed < walks && !HasFailure(); ++seed) {
      SCOPED_TRACE("seed " + std::to_string(seed));
      walk.run(seed);
    }
  }
};

TEST_P(TransactionWalk, LeavesEveryRecordAsItsRowIs) {
  run_all(Walk<Document, &Document::title, &Document::body>(db, "title", "body"));
}

// Of their first update a transaction remembers a part only.
TEST_P(TransactionWalk, LeavesEveryRecordWithoutALockVersionAsItsRowIs) {
  run_all(Walk<Odd, &Odd::errors, &Odd::where>(db, "errors", "where"));
}

ROWAN_RECORD_SUITE(TransactionWalk);

}  // namespace
}  // namespace record_tests
