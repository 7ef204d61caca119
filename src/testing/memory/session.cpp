#include "testing/memory/session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <shared_mutex>

#include "rowan/core/error.hpp"
#include "testing/memory/statement.hpp"

namespace rowan::testing::memory {

Session::~Session() { end(false); }

std::unique_ptr<Statement> Session::prepare(std::string_view text) {
  auto plan = compiler_.plan(text);
  if (plan == nullptr) {
    throw Unsupported(fmt::format(
        "a database in memory takes no SQL: ask with relations, or run this test on SQLite (\"sqlite::memory:\"); the "
        "statement was: {}",
        text));
  }
  return std::make_unique<MemoryStatement>(*this, std::string(text), std::move(plan));
}

void Session::execute(std::string_view text) {
  if (!control(text)) prepare(text)->run();
}

std::vector<schema::Table> Session::tables() const {
  const std::shared_lock latch(store_->latch);
  std::vector<schema::Table> list;
  for (const auto& [name, table] : store_->tables) list.push_back(table->definition());
  return list;
}

// The words of transactions, as MemoryDialect says them.
bool Session::control(std::string_view text) {
  const auto rest = [&](std::string_view word) { return text.substr(std::min(word.size(), text.size())); };
  if (text == "begin write" || text == "begin read") {
    start(text == "begin write" ? State::writing : State::reading);
  } else if (text == "commit" || text == "rollback") {
    end(text == "commit");
  } else if (text.starts_with("savepoint ")) {
    savepoints_.emplace_back(rest("savepoint "), changes_.mark());
  } else if (text.starts_with("release ")) {
    savepoints_.resize(find_savepoint(rest("release ")));
  } else if (text.starts_with("rollback to ")) {
    roll_back_to(rest("rollback to "));
  } else {
    return false;
  }
  return true;
}

void Session::start(State state) {
  if (state_ != State::none) throw StatementError("this connection is in a transaction already");
  if (state == State::writing) store_->begin_write(this, patience_);
  const std::unique_lock latch(store_->latch);
  if (state == State::writing)
    changes_.begin(store_->committed + 1);
  else
    ++store_->readers;
  reading_ = {store_->committed};
  state_ = state;
}

void Session::end(bool commit) noexcept {
  if (state_ == State::none) return;
  const bool wrote = state_ == State::writing;
  {
    const std::unique_lock latch(store_->latch);
    if (!wrote) --store_->readers;
    if (wrote && commit && !changes_.empty()) ++store_->committed;
    if (!commit) changes_.undo_to(0);
    if (wrote) changes_.forget();
    if (wrote) store_->dropped.clear();
  }
  savepoints_.clear();
  state_ = State::none;
  if (wrote) store_->end_write();
}

std::size_t Session::find_savepoint(std::string_view name) const {
  for (std::size_t i = savepoints_.size(); i-- > 0;) {
    if (savepoints_[i].first == name) return i;
  }
  throw StatementError(fmt::format("there is no savepoint \"{}\" in this transaction", name));
}

void Session::roll_back_to(std::string_view name) {
  const std::size_t found = find_savepoint(name);
  savepoints_.resize(found + 1);
  const std::unique_lock latch(store_->latch);
  changes_.undo_to(savepoints_[found].second);
}

Result Session::run(const Plan& plan, std::span<const Value> holes) {
  if (writes(plan)) return change(plan, holes);
  const std::shared_lock latch(store_->latch);
  Sight sight = reading_;
  if (state_ == State::writing)
    sight = changes_.sight();
  else if (state_ == State::none)
    sight = {store_->committed};
  return Executor(*store_, changes_, sight, holes).run(plan);
}

// All of a statement, or nothing. A table that is made or dropped is so at once.
Result Session::change(const Plan& plan, std::span<const Value> holes) {
  if (state_ == State::reading)
    throw ReadOnlyDatabase("this transaction is read-only: write outside it, or begin it without read_only");
  const bool alone = state_ == State::none;
  if (alone) start(State::writing);
  try {
    Result result;
    {
      const std::unique_lock latch(store_->latch);
      const std::size_t mark = changes_.mark();
      const Sight sight = changes_.sight();
      try {
        result = Executor(*store_, changes_, sight, holes).run(plan);
        changes_.check_foreign_keys(mark);
      } catch (...) {
        changes_.undo_to(mark);
        throw;
      }
    }
    if (result.new_key) last_key_ = *result.new_key;
    if (alone) end(true);
    return result;
  } catch (...) {
    if (alone) end(false);
    throw;
  }
}

}  // namespace rowan::testing::memory
