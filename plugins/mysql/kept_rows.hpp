// Rows that were read before anybody asked for them.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "cells.hpp"

namespace rowan::mysql {

/// Copies of rows, in order: what is left of a result when another statement needs the connection.
class KeptRows {
 public:
  /// Copies the row that `cells` stand on.
  void add(const Cells& cells);
  /// Lets `cells` stand on the next row, which lives as long as this. False when none is left.
  [[nodiscard]] bool next(Cells& cells);

 private:
  struct Row {
    std::unique_ptr<unsigned char[]> bytes;
    std::vector<Cells::Cell> cells;  ///< into `bytes`
  };
  static Row copy(const Cells& cells);

  std::vector<Row> rows_;
  std::size_t given_ = 0;
};

}  // namespace rowan::mysql
