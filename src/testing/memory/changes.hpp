// What a session has written and not committed: how far, so that it can be taken back, and whether it holds.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "testing/memory/store.hpp"

namespace rowan::testing::memory {

/// Under the store's latch, alone. Versions that are added or ended are noted, and undone from the last one back.
class Changes {
 public:
  explicit Changes(Store& store) : store_(store) {}

  void begin(std::uint64_t number) { number_ = number; }
  [[nodiscard]] Sight sight() const { return {store_.committed, number_}; }
  [[nodiscard]] std::size_t mark() const { return log_.size(); }
  [[nodiscard]] bool empty() const { return log_.empty(); }
  void undo_to(std::size_t mark) noexcept;
  /// Forgets what was noted, once it is committed; sweeps up after it when nobody looks.
  void forget() noexcept;

  /// Each of these checks all but foreign keys. @throws NotNullViolation, UniqueViolation, InvalidValue.
  std::size_t insert(Table& table, Row row);
  void update(Table& table, std::size_t place, Row row);
  /// Does what the foreign keys to it say. @throws ForeignKeyViolation for one that restricts.
  void remove(Table& table, std::size_t place);
  /// Whether a unique index has a row with equal values; `except` does not count. Null: none has.
  [[nodiscard]] const Index* duplicate(const Table& table, const Row& row, std::size_t except) const;

  /// Looks at all rows added and ended since `mark`. @throws ForeignKeyViolation.
  void check_foreign_keys(std::size_t mark);

 private:
  struct Entry {
    Table* table;
    std::size_t place;
    bool added;
  };
  std::size_t add(Table& table, Row row);
  void end(Table& table, std::size_t place);
  void check_row(const Table& table, Row& row, std::size_t except) const;
  void follow(Table& table, const Row& gone);
  void check_reference(const Table& table, const schema::ForeignKey& key, const Row& row) const;
  void check_referrers(const Table& table, const Row& gone) const;
  bool is_referred(const Table& table, const schema::ForeignKey& key, const Row& values) const;

  Store& store_;
  std::uint64_t number_ = never - 1;
  std::vector<Entry> log_;
};

}  // namespace rowan::testing::memory
