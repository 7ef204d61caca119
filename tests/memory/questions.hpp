// Random questions, and changes of rows that conditions choose.
#pragma once

#include <string>

#include "memory/dice.hpp"
#include "rowan/rowan.hpp"

namespace memory_tests {

/// A condition on a book's own columns.
rowan::Expr leaf_of_book(Dice& dice);
/// Asks the default database one question, and puts its answer in words.
std::string answer(Dice dice);

}  // namespace memory_tests
