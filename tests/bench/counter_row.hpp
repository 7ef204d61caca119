// A counter cache under several threads.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "measure.hpp"
#include "rowan/rowan.hpp"

namespace bench {

/// Makes the tables, with some shelves.
void make_shelves(rowan::Database& database);

/// What a thread does by hand, on a connection of its own: the SQL that Rowan sends, in a transaction each.
class ShelvesByHand {
 public:
  virtual ~ShelvesByHand() = default;
  /// Counts in the shelf, and inserts. Gives the key.
  virtual std::int64_t add(std::int64_t shelf) = 0;
  /// Looks at the row and locks it, counts in its shelf, and deletes.
  virtual void remove(std::int64_t item) = 0;
};

/// Eight threads create 10,000 items on few shelves, and destroy every second one. Each shelf's counter is then
/// compared with its rows. `settle` follows each time, when the rows were deleted.
Comparison counter_row(double limit, const std::function<std::unique_ptr<ShelvesByHand>()>& connect,
                       const std::function<void()>& settle);

}  // namespace bench
