#include "batch_statement.hpp"

#include <utility>

#include "errors.hpp"
#include "session.hpp"

namespace rowan::postgresql {
namespace {

constexpr std::size_t rows_in_flight = 500;

}  // namespace

void BatchStatement::end_row() {
  check_count();
  if (server_.must_prepare(parameters_)) {
    take_answers();
    server_.prepare(parameters_);
  }
  if (!pipeline_) pipeline_.emplace(session_.connection());
  if (!server_.queue(parameters_)) raise(Failure::of(nullptr, session_.connection(), sql_));
  pipeline_->expect(true);
  parameters_.used();
  if (++queued_ == rows_in_flight) take_answers();
}

void BatchStatement::take_answers() {
  if (!pipeline_) return;
  auto results = pipeline_->finish();
  pipeline_.reset();
  const bool all = results.size() == std::exchange(queued_, 0);
  for (Result& result : results) {
    if (!succeeded(result.get())) server_.fail(Failure::of(result.get(), session_.connection(), sql_));
    keep(std::move(result));
  }
  if (!all) raise(Failure::of(nullptr, session_.connection(), sql_));
}

void BatchStatement::keep(Result result) {
  matched_ += matched_rows(result.get());
  if (PQntuples(result.get()) > 0) kept_.push_back(std::move(result));
}

std::uint64_t BatchStatement::run() {
  take_answers();
  return std::exchange(matched_, 0);
}

bool BatchStatement::step() {
  while (!next_row()) {
    if (next_ == kept_.size()) return false;
    show(std::move(kept_[next_++]));
  }
  return true;
}

// What is under way must be answered before anything else can be sent.
void BatchStatement::reset() noexcept {
  try {
    if (pipeline_) pipeline_->finish();
  } catch (const std::bad_alloc&) {
    pipeline_.reset();
  }
  pipeline_.reset();
  kept_.clear();
  queued_ = next_ = 0;
  matched_ = 0;
  NativeStatement::reset();
}

}  // namespace rowan::postgresql
