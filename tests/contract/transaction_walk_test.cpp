// A random walk: records are made, changed, destroyed, moved, sorted, copied and erased in transactions and savepoints
// that end in every way; after each transaction, every record must tell the truth about its row.
#include <algorithm>
#include <map>
#include <random>

#include "contract/record_models.hpp"

namespace record_tests {
namespace {

constexpr int walks = 150;
constexpr int transactions_per_walk = 4;
constexpr int deepest = 4;

struct Stop {};

class TransactionWalk : public RecordTest {
 protected:
  /// One transaction (savepoint, when nested) with random steps; it commits, is rolled back, or is left by exception.
  void walk(int depth) {
    try {
      db.transaction(
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
    std::map<std::int64_t, Document> rows;
    for (Document& row : Document::all()) rows.emplace(row.id, row);
    for (const Document& one : documents_) check(one, rows);
    for (const Document& copy : copies_) {
      EXPECT_TRUE(!copy.is_new() || (copy.id == 0 && copy.lock_version == 0)) << copy.to_json();
    }
    copies_.clear();
  }

  void save_all() {
    for (Document& one : documents_) {
      if (!one.is_destroyed()) one.save_or_throw();
    }
  }

  void start(unsigned seed) {
    random_.seed(seed);
    documents_.clear();
    Document::all().everything().delete_all();
  }

 private:
  int any(std::size_t below) { return static_cast<int>(random_() % below); }
  std::string new_text() { return "t" + std::to_string(++texts_); }
  Document& pick() { return documents_[static_cast<std::size_t>(any(documents_.size()))]; }

  void step(int depth) {
    const int choice = any(11);
    if (choice < 2 || documents_.empty()) return make();
    if (choice == 2) return std::sort(documents_.begin(), documents_.end(), by_title);
    if (choice == 3) return move_all();
    if (choice == 4) return copies_.push_back(pick());
    if (choice == 5 && documents_.size() > 3) return erase();
    if (choice < 8 && depth < deepest) return walk(depth + 1);
    if (Document& one = pick(); !one.is_destroyed()) change(one);
  }

  static bool by_title(const Document& left, const Document& right) { return left.title < right.title; }

  void make() {
    Document one;
    one.title = new_text();
    one.save_or_throw();
    documents_.push_back(std::move(one));
  }
  void move_all() {
    std::vector<Document> elsewhere;
    for (Document& one : documents_) elsewhere.push_back(std::move(one));
    documents_ = std::move(elsewhere);
  }
  void erase() { documents_.erase(documents_.begin() + any(documents_.size())); }

  void change(Document& one) {
    const int choice = any(6);
    if (choice < 2 || one.is_new()) {
      one.title = new_text();
      one.save_or_throw();
    } else if (choice == 2) {
      EXPECT_TRUE(one.destroy());
    } else if (choice == 3) {
      one.body = new_text();  // and not saved
    } else if (choice == 4) {
      one.update_columns({{"body", new_text()}});
    } else {
      one.reload();
    }
  }

  static void check(const Document& one, const std::map<std::int64_t, Document>& rows) {
    SCOPED_TRACE(one.to_json());
    const auto row = rows.find(one.id);
    if (one.is_new()) {
      EXPECT_EQ(one.id, 0);
      EXPECT_EQ(one.lock_version, 0);
    } else if (one.is_destroyed()) {
      EXPECT_TRUE(row == rows.end() || row->second.title != one.title);  // SQLite gives the numbers of old keys again
    } else if (row == rows.end()) {
      ADD_FAILURE() << "it has no row";
    } else {
      check_changes(one, row->second);
    }
  }

  static void check_changes(const Document& one, const Document& row) {
    EXPECT_EQ(one.lock_version, row.lock_version);
    EXPECT_EQ(one.changed("title"), one.title != row.title);
    EXPECT_EQ(one.changed("body"), one.body != row.body);
    for (const rowan::Change& change : one.changes()) {
      EXPECT_TRUE(change.attribute != "title" || change.before == rowan::Value(row.title));
    }
  }

  std::mt19937 random_;
  int texts_ = 0;
  std::vector<Document> documents_, copies_;
};

TEST_P(TransactionWalk, LeavesEveryRecordAsItsRowIs) {
  for (unsigned seed = 0; seed < walks && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    start(seed);
    for (int i = 0; i < transactions_per_walk; ++i) {
      walk(1);
      check();
    }
    save_all();
    check();
  }
}

ROWAN_RECORD_SUITE(TransactionWalk);

}  // namespace
}  // namespace record_tests
