#include "table.hpp"

#include <algorithm>

#include "text.hpp"

namespace packages {

Table::Table(std::vector<TableColumn> columns) : columns_(std::move(columns)) {
  std::vector<std::string> titles;
  for (const TableColumn& column : columns_) titles.push_back(column.title);
  add(std::move(titles));
}

std::vector<std::size_t> Table::widths() const {
  std::vector<std::size_t> widths(columns_.size());
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], std::min(display_width(row[i]), columns_[i].widest));
    }
  }
  return widths;
}

std::string Table::to_string() const {
  const auto widths = this->widths();
  std::string text;
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string cell = shortened(row[i], widths[i]);
      const std::string padding(widths[i] - display_width(cell), ' ');
      text += "  " + (columns_[i].align == Align::left ? cell + padding : padding + cell);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
  }
  return text;
}

}  // namespace packages
