#include <algorithm>

#include "rowan/schema/database_schema.hpp"

namespace rowan::schema {
namespace {

// Depth first, by the order given; a table met again on its own path closes a cycle and is left for later.
class Sorter {
 public:
  explicit Sorter(std::vector<Table> tables) : tables_(std::move(tables)), visited_(tables_.size()) {}

  std::vector<Table> sorted() {
    for (std::size_t i = 0; i < tables_.size(); ++i) visit(i);
    std::vector<Table> result;
    for (const std::size_t i : order_) result.push_back(std::move(tables_[i]));
    return result;
  }

 private:
  void visit(std::size_t table) {
    if (visited_[table]) return;
    visited_[table] = true;
    for (const ForeignKey& key : tables_[table].foreign_keys) {
      const std::size_t referred = find(key);
      if (referred < tables_.size()) visit(referred);
    }
    order_.push_back(table);
  }

  std::size_t find(const ForeignKey& key) const {
    const auto found = std::find_if(tables_.begin(), tables_.end(), [&](const Table& each) {
      return each.schema == key.schema && each.name == key.table;
    });
    return static_cast<std::size_t>(found - tables_.begin());
  }

  std::vector<Table> tables_;
  std::vector<bool> visited_;
  std::vector<std::size_t> order_;
};

}  // namespace

std::vector<Table> in_creation_order(std::vector<Table> tables) { return Sorter(std::move(tables)).sorted(); }

}  // namespace rowan::schema
