#include "testing/memory/changes.hpp"

#include <set>
#include <utility>

namespace rowan::testing::memory {

void Changes::undo_to(std::size_t mark) noexcept {
  while (log_.size() > mark) {
    const Entry entry = log_.back();
    log_.pop_back();
    Version& version = entry.table->at(entry.place);
    (entry.added ? version.born : version.died) = never;
  }
}

void Changes::forget() noexcept {
  std::set<Table*> touched;
  for (const Entry& entry : log_) touched.insert(entry.table);
  log_.clear();
  if (store_.readers > 0) return;
  for (Table* table : touched) table->tidy();
}

std::size_t Changes::add(Table& table, Row row) {
  const std::size_t place = table.add(std::move(row), number_);
  log_.push_back({&table, place, true});
  return place;
}

void Changes::end(Table& table, std::size_t place) {
  table.at(place).died = number_;
  log_.push_back({&table, place, false});
}

std::size_t Changes::insert(Table& table, Row row) {
  check_row(table, row, never);
  return add(table, std::move(row));
}

void Changes::update(Table& table, std::size_t place, Row row) {
  check_row(table, row, place);
  end(table, place);
  add(table, std::move(row));
}

void Changes::remove(Table& table, std::size_t place) {
  const Row gone = table.at(place).values;
  end(table, place);
  follow(table, gone);
}

}  // namespace rowan::testing::memory
