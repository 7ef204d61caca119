#include "faults/cells.hpp"

#include <algorithm>
#include <array>

namespace faults {
namespace {

constexpr std::array moments{Moment::idle,    Moment::before_begin, Moment::clean,     Moment::dirty, Moment::statement,
                             Moment::prepare, Moment::fetch,        Moment::savepoint, Moment::commit};
constexpr std::array works{Work::read, Work::write, Work::bulk, Work::nested, Work::recorded};
constexpr std::array fault_kinds{Fault::none,        Fault::cut_before, Fault::cut_after, Fault::cut_midway,
                                 Fault::hang_before, Fault::hang_after, Fault::crash};

/// Nothing is under way, so that before and after are the same.
bool between_requests(Moment moment) { return moment == Moment::idle || moment == Moment::before_begin; }

bool is_transaction(const Cell& cell) {
  return cell.work == Work::nested || cell.work == Work::bulk || cell.work == Work::recorded ||
         cell.moment == Moment::before_begin || cell.moment == Moment::clean || cell.moment == Moment::dirty ||
         cell.moment == Moment::commit;
}

bool makes_sense(const Cell& cell) {
  if (cell.work == Work::recorded && cell.moment != Moment::commit) return false;
  if (cell.moment == Moment::savepoint) return cell.work == Work::nested && cell.fault != Fault::cut_midway;
  if (cell.moment == Moment::fetch) {
    return cell.work == Work::read && (cell.fault == Fault::cut_midway || cell.fault == Fault::none);
  }
  if (cell.moment == Moment::prepare && (cell.work == Work::bulk || cell.work == Work::nested)) return false;
  if (cell.fault == Fault::cut_midway) return false;
  if (between_requests(cell.moment)) return cell.fault != Fault::cut_after && cell.fault != Fault::hang_after;
  return true;
}

constexpr unsigned done = bit(Told::done), lost = bit(Told::lost), unknown = bit(Told::unknown),
                   refused = bit(Told::refused);

bool server_did_it(Fault fault) { return fault == Fault::cut_after || fault == Fault::hang_after; }

/// The answer to COMMIT is what nobody has.
Promise commit_promise(const Cell& cell) {
  const bool did = server_did_it(cell.fault);
  if (cell.work == Work::recorded) {
    if (cell.fault == Fault::crash) return {unknown, Applied::nothing};  // there is no server to ask
    return did ? Promise{done, Applied::all} : Promise{lost, Applied::nothing};
  }
  return {unknown, did ? Applied::all : Applied::nothing};
}

/// A library's own SELECT, before any transaction has done something, runs again.
Promise read_promise(const Cell& cell) {
  if (cell.fault == Fault::crash && !between_requests(cell.moment)) return {lost | refused, Applied::nothing};
  if (is_transaction(cell) && cell.moment == Moment::dirty) return {lost, Applied::nothing};
  return {done, Applied::all};
}

Promise write_promise(const Cell& cell) {
  if (is_transaction(cell)) return {lost, Applied::nothing};
  // A single statement is its own transaction.
  if (cell.moment == Moment::prepare && server_did_it(cell.fault)) return {lost, Applied::all_or_nothing};
  return {lost, server_did_it(cell.fault) ? Applied::all : Applied::nothing};
}

bool dies_at_begin(const Cell& cell) {
  return cell.moment == Moment::before_begin || cell.moment == Moment::clean ||
         (cell.moment == Moment::idle && is_transaction(cell));
}

}  // namespace

std::vector<Cell> all_cells() {
  std::vector<Cell> cells;
  for (const Moment moment : moments) {
    for (const Work work : works) {
      for (const Fault fault : fault_kinds) {
        const Cell cell{moment, work, fault};
        if (makes_sense(cell)) cells.push_back(cell);
      }
    }
  }
  return cells;
}

std::vector<Cell> some_cells() {
  return {
      {Moment::idle, Work::write, Fault::cut_before},       {Moment::idle, Work::read, Fault::hang_before},
      {Moment::before_begin, Work::write, Fault::crash},    {Moment::clean, Work::bulk, Fault::cut_before},
      {Moment::dirty, Work::write, Fault::cut_after},       {Moment::statement, Work::read, Fault::cut_before},
      {Moment::statement, Work::write, Fault::cut_after},   {Moment::statement, Work::bulk, Fault::cut_before},
      {Moment::prepare, Work::write, Fault::cut_before},    {Moment::fetch, Work::read, Fault::cut_midway},
      {Moment::savepoint, Work::nested, Fault::cut_before}, {Moment::commit, Work::write, Fault::cut_before},
      {Moment::commit, Work::nested, Fault::cut_after},     {Moment::commit, Work::write, Fault::hang_after},
      {Moment::commit, Work::recorded, Fault::cut_after},   {Moment::commit, Work::recorded, Fault::cut_before},
      {Moment::statement, Work::nested, Fault::none},
  };
}

Promise promise(const Cell& cell) {
  if (cell.fault == Fault::none) return {done, Applied::all};
  if (cell.moment == Moment::commit) return commit_promise(cell);
  if (dies_at_begin(cell)) {
    if (cell.fault == Fault::crash && cell.moment == Moment::clean) return {refused, Applied::nothing};
    return {done, Applied::all};
  }
  if (cell.work == Work::read) return read_promise(cell);
  // The pool sees that the line is cut, and takes another; it can't see that nobody listens at the other end.
  if (cell.moment == Moment::idle && cell.fault != Fault::hang_before) return {done, Applied::all};
  return write_promise(cell);
}

std::string to_string(Moment moment) {
  constexpr std::array words{"idle",    "before_begin", "clean",     "dirty", "statement",
                             "prepare", "fetch",        "savepoint", "commit"};
  return words[static_cast<std::size_t>(moment)];
}

std::string to_string(Work work) {
  constexpr std::array words{"read", "write", "bulk", "nested", "recorded"};
  return words[static_cast<std::size_t>(work)];
}

std::string to_string(Fault fault) {
  constexpr std::array words{"delay", "cut_before", "cut_after", "cut_midway", "hang_before", "hang_after", "crash"};
  return words[static_cast<std::size_t>(fault)];
}

std::string to_string(const Promise& promise) {
  constexpr std::array errors{"done", "`ConnectionLost`", "`CommitOutcomeUnknown`", "`ConnectionFailed`"};
  std::string text;
  for (std::size_t i = 0; i < errors.size(); ++i) {
    if ((promise.told >> i & 1U) != 0) text += (text.empty() ? "" : " or ") + std::string(errors[i]);
  }
  if (promise.told == done) return text;
  switch (promise.applied) {
    case Applied::all:
      return text + ", applied";
    case Applied::nothing:
      return text + ", not applied";
    case Applied::all_or_nothing:
      break;
  }
  return text + ", applied or not";
}

}  // namespace faults
