// Aligned columns on a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace packages {

enum class Align { left, right };

struct TableColumn {
  std::string title;
  Align align = Align::left;
  std::size_t widest = 48;  ///< longer cells are cut
};

class Table {
 public:
  explicit Table(std::vector<TableColumn> columns);
  /// As many cells as there are columns.
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  /// Lines indented by two, without white space at their ends.
  [[nodiscard]] std::string to_string() const;

 private:
  [[nodiscard]] std::vector<std::size_t> widths() const;

  std::vector<TableColumn> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace packages
