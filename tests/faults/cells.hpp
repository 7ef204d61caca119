// The grid: when a fault happens, to which work, and what the library promises then.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "faults/proxy.hpp"

namespace faults {

/// When the fault happens.
enum class Moment : std::uint8_t {
  idle,          ///< while the connection lies in the pool
  before_begin,  ///< likewise; the work is a transaction then
  clean,         ///< when BEGIN is sent
  dirty,         ///< inside a transaction that has written something
  statement,     ///< in the course of the work's first statement that does it
  prepare,       ///< when the statement is prepared
  fetch,         ///< in the course of the rows
  savepoint,     ///< when a savepoint is made
  commit,        ///< when COMMIT is sent
};

enum class Work : std::uint8_t {
  read,      ///< rows of a relation
  write,     ///< one new record
  bulk,      ///< a hundred rows by insert_all
  nested,    ///< a transaction with a savepoint, a record written in each
  recorded,  ///< one new record, with transaction_log=on
};

/// What the program is told.
enum class Told : std::uint8_t {
  done,     ///< it is done
  lost,     ///< ConnectionLost
  unknown,  ///< CommitOutcomeUnknown
  refused,  ///< ConnectionFailed: there is no server
};
constexpr unsigned bit(Told told) { return 1U << static_cast<unsigned>(told); }

/// What is in the database then.
enum class Applied : std::uint8_t { all, nothing, all_or_nothing };

struct Cell {
  Moment moment;
  Work work;
  Fault fault;
};

struct Promise {
  unsigned told;  ///< any of these
  Applied applied;
};

/// All cells that make sense.
std::vector<Cell> all_cells();
/// One for each fault and moment, few enough for every run.
std::vector<Cell> some_cells();
[[nodiscard]] Promise promise(const Cell& cell);

// Words, for test names and for the page.
std::string to_string(Moment moment);
std::string to_string(Work work);
std::string to_string(Fault fault);
std::string to_string(const Promise& promise);

}  // namespace faults
