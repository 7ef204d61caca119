// A graph of new records, saved at once.
#pragma once

#include <functional>

#include "measure.hpp"
#include "rowan/rowan.hpp"

namespace bench {

/// Makes the tables.
void make_trees(rowan::Database& database);

/// 100 records with 10 each, which have 10 each, by one `save_all`, beside three `insert_all_with_keys` of the same
/// rows, with the keys handed on by hand. Making the records is not measured. `settle` follows each time, when their
/// rows were deleted.
Comparison graph_row(rowan::Database& database, double limit, const std::function<void()>& settle);

}  // namespace bench
