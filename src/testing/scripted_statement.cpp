#include "testing/scripted_statement.hpp"

namespace rowan::testing {

void ScriptedStatement::start() {
  running_ = true;
  next_row_ = 0;
  reply_ = connection_.run(sql_, parameters_);
}

bool ScriptedStatement::step() {
  if (!running_) start();
  if (next_row_ == reply_.rows.size()) return false;
  ++next_row_;
  return true;
}

std::uint64_t ScriptedStatement::run() {
  start();
  reset();
  return reply_.matched;
}

void ScriptedStatement::reset() noexcept {
  running_ = false;
  parameters_.clear();
}

}  // namespace rowan::testing
