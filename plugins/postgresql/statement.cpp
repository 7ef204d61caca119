#include "statement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "rowan/core/error.hpp"

namespace rowan::postgresql {
namespace {

// The highest $n anywhere in the text. One inside quotes counts, too, which only lets the server complain instead.
int highest_placeholder(std::string_view sql) {
  int highest = 0;
  for (auto at = sql.find('$'); at != std::string_view::npos; at = sql.find('$', at + 1)) {
    int number = 0;
    std::from_chars(sql.data() + at + 1, sql.data() + sql.size(), number);
    highest = std::max(highest, number);
  }
  return highest;
}

// What the server tells of a statement's parameters when it is prepared takes four bytes each, and libpq takes more
// than 30,000 bytes of that for a broken line (seen with 15.18, mended by 15.20). Longer statements are not prepared.
constexpr int most_described = 7000;

}  // namespace

NativeStatement::NativeStatement(Session& session, std::string_view sql, bool named)
    : session_(session),
      sql_(sql),
      server_(session, sql_, named && highest_placeholder(sql) <= most_described),
      placeholders_(highest_placeholder(sql)) {}

void NativeStatement::check_count() const {
  if (parameters_.count() <= placeholders_) return;
  ErrorDetails details;
  details.statement = sql_;
  throw QueryError(fmt::format("{} values were given to a statement that has {} placeholders: {}", parameters_.count(),
                               placeholders_, sql_),
                   std::move(details));
}

void NativeStatement::execute() {
  check_count();
  show(server_.execute(parameters_));
  parameters_.used();
}

void NativeStatement::show(Result result) {
  result_ = std::move(result);
  columns_ = server_.columns(parameters_).data();
  binary_ = PQbinaryTuples(result_.get()) != 0;
  rows_ = PQntuples(result_.get());
  row_ = -1;
}

bool NativeStatement::next_row() {
  if (result_ != nullptr && ++row_ < rows_) return true;
  result_.reset();
  return false;
}

bool NativeStatement::step() {
  if (finished_) return false;
  if (result_ == nullptr) execute();
  if (next_row()) return true;
  finished_ = true;
  return false;
}

std::uint64_t NativeStatement::run() {
  execute();
  const auto matched = matched_rows(result_.get());
  reset();
  return matched;
}

void NativeStatement::reset() noexcept {
  result_.reset();
  finished_ = false;
}

int NativeStatement::column_count() { return static_cast<int>(server_.columns(parameters_).size()); }

std::string_view NativeStatement::column_name(int column) {
  return server_.columns(parameters_).at(static_cast<std::size_t>(column)).name;
}

}  // namespace rowan::postgresql
