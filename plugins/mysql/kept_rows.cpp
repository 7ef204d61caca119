#include "kept_rows.hpp"

#include <algorithm>

namespace rowan::mysql {

KeptRows::Row KeptRows::copy(const Cells& cells) {
  std::size_t size = 0;
  for (int i = 0; i < cells.count(); ++i) size += cells[i].size;
  // An empty text is not NULL: it, too, lies somewhere.
  Row row{std::make_unique<unsigned char[]>(size + 1), {}};
  unsigned char* end = row.bytes.get();
  for (int i = 0; i < cells.count(); ++i) {
    const Cells::Cell& cell = cells[i];
    row.cells.push_back({cell.data != nullptr ? end : nullptr, cell.size});
    end = std::copy_n(cell.data, cell.size, end);
  }
  return row;
}

void KeptRows::add(const Cells& cells) { rows_.push_back(copy(cells)); }

bool KeptRows::next(Cells& cells) {
  if (given_ == rows_.size()) return false;
  cells.stand_on(rows_[given_++].cells);
  return true;
}

}  // namespace rowan::mysql
