// What a statement that a user wrote does to the transaction and the session it runs in, as far as its words tell.
#pragma once

#include <cstdint>
#include <string_view>

#include "rowan/sql/dialect.hpp"

namespace rowan {

/// In the order of what is worse to miss.
enum class TransactionEffect : std::uint8_t {
  none,        ///< an open transaction stays open, unless the database ends it for a failure
  commits,     ///< if the transaction is over afterwards, this committed it
  rolls_back,  ///< if it is over, this rolled it back
  any,         ///< runs statements that can't be seen, a procedure's: they may end it, and begin another one
  begins,      ///< ends the transaction where that is possible at all, and begins another one
};

/// Of a script, that of the first statement that has any, unless a later one may begin another transaction.
[[nodiscard]] TransactionEffect transaction_effect(const Dialect& dialect, std::string_view sql);

/// Whether a statement of it, going by its first words, commits, rolls back or begins a transaction wherever it runs,
/// where only some versions of the database run it, too. False does not say that none does: a procedure may.
[[nodiscard]] bool surely_ends_transaction(const Dialect& dialect, std::string_view sql);

/// Whether a statement of it may leave the session otherwise than it was found, for the next one that borrows it.
[[nodiscard]] bool changes_session(const Dialect& dialect, std::string_view sql);

}  // namespace rowan
