// What the tests of transactions have in common.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "rowan/connection/transaction.hpp"
#include "unit/connection/scripted_database.hpp"

namespace rowan {

using Lines = std::vector<std::string>;

struct Oops : std::runtime_error {
  Oops() : std::runtime_error("oops") {}
};

inline constexpr TransactionOptions new_level{.requires_new = true};

/// Writes down what it is told.
class WrittenLog : public TransactionLog {
 public:
  explicit WrittenLog(Lines& lines) : lines_(lines) {}
  void savepoint() override { lines_.push_back("savepoint"); }
  void released() override { lines_.push_back("released"); }
  void rolled_back_to() noexcept override { lines_.push_back("rolled_back_to"); }
  void committed() override { lines_.push_back("committed"); }
  void rolled_back() noexcept override { lines_.push_back("rolled_back"); }

 private:
  Lines& lines_;
};

}  // namespace rowan
