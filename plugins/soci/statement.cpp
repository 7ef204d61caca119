#include "statement.hpp"

#include <utility>

#include "rowan/core/error.hpp"

namespace rowan::soci_path {

// What SOCI throws leaves here as one of the library's errors.
template <class Work>
auto SociStatement::guarded(Work&& work) {
  try {
    return work();
  } catch (const ::soci::soci_error& error) {
    state_ = State::failed;
    backend_.raise(error, sql_, statement_ != nullptr ? statement_->get_backend() : nullptr);
    throw;  // not reached, but g++ doubts the [[noreturn]] of virtual functions
  }
}

SociStatement::SociStatement(Backend& backend, std::string_view sql) : backend_(backend), sql_(sql) { prepared(); }

SociStatement::~SociStatement() {
  finish();
  columns_.clear();  // they hold parts of the statement
}

::soci::statement& SociStatement::prepared() {
  if (statement_ == nullptr) {
    auto made = std::make_unique<::soci::statement>(backend_.session());
    guarded([&] {
      made->alloc();
      takes_ = backend_.prepare(*made, sql_);
    });
    statement_ = std::move(made);
  }
  return *statement_;
}

// At the first execution, when the number of parameters is known. Their types may change from one execution to the
// next.
void SociStatement::bind() {
  if (bound_) return;
  bound_ = true;
  for (auto& parameter : unbound_) statement_->exchange(::soci::details::use_type_ptr(parameter.release()));
  unbound_.clear();
  if (!backend_.exchanges_when_asked()) bind_columns();
  statement_->exchange(::soci::details::into_type_ptr(new RowElement(columns_)));
  statement_->define_and_bind();
}

void SociStatement::bind_columns() {
  auto& statement = *statement_->get_backend();
  const int count = backend_.column_count(statement);
  names_.clear();
  for (int i = 0; i < count; ++i) {
    names_.push_back(backend_.column_name(statement, i));
    columns_.push_back(std::make_unique<BoundColumn>(backend_, backend_.described_kind(statement, i), names_.back()));
  }
}

bool SociStatement::execute() {
  prepared();
  std::size_t bytes = sql_.size();
  for (const Parameter* parameter : parameters_) bytes += parameter->bytes();
  backend_.require_room(bytes, sql_);
  bind();
  if (backend_.exchanges_when_asked()) names_.clear();  // the tables may have changed
  // Told to fetch where there is no column, some backends fail.
  const bool may_give_rows = backend_.exchanges_when_asked() || !columns_.empty();
  try {
    return statement_->execute(may_give_rows) && may_give_rows;
  } catch (const ::soci::soci_error& error) {
    if (!backend_.means_no_row(error)) throw;
    return false;
  }
}

bool SociStatement::step() {
  if (state_ == State::finished) return false;
  const bool first = state_ == State::ready;
  const bool row = guarded([&] { return first ? execute() : statement_->fetch(); });
  if (row) {
    state_ = State::on_row;
  } else {
    finish();
    state_ = State::finished;
  }
  return row;
}

std::uint64_t SociStatement::run() {
  const auto rows = guarded([&] {
    bool row = execute();
    const auto matched = backend_.matched_rows(*statement_->get_backend(), sql_);
    while (row) row = statement_->fetch();
    return matched;
  });
  finish();
  state_ = State::ready;
  return rows;
}

void SociStatement::finish() noexcept {
  if (statement_ != nullptr && state_ != State::failed) backend_.finish(*statement_->get_backend());
}

// Backends differ in what an error leaves of a statement, so a failed one is made again.
void SociStatement::reset() noexcept {
  if (state_ == State::on_row) finish();
  if (state_ == State::failed) {
    columns_.clear();
    parameters_.clear();
    unbound_.clear();
    statement_.reset();
    bound_ = false;
  }
  state_ = State::ready;
}

// Of columns that are bound the backend may tell nothing any more once there are no more rows.
int SociStatement::column_count() {
  if (bound_ && !backend_.exchanges_when_asked()) return static_cast<int>(columns_.size());
  return backend_.column_count(*prepared().get_backend());
}

std::string_view SociStatement::column_name(int column) {
  if (names_.empty()) {
    for (int i = 0; i < column_count(); ++i) names_.push_back(backend_.column_name(*statement_->get_backend(), i));
  }
  return names_.at(static_cast<std::size_t>(column));
}

}  // namespace rowan::soci_path
