#include "machine/naive.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace machine {

std::string Tables::to_string() const {
  constexpr std::array names{"owners", "kids", "badges", "labels", "nodes"};
  std::string text;
  for (std::size_t kind = 0; kind < kinds; ++kind) {
    text += fmt::format("  {}:", names[kind]);
    for (const auto& [code, row] : rows[kind]) {
      text += fmt::format(" {}={}", code, row.word);
      if (row.up) text += fmt::format("^{}", *row.up);
      if (row.version != 0) text += fmt::format(" v{}", row.version);
    }
    text += '\n';
  }
  text += "  links:";
  for (const auto& [from, to] : links) text += fmt::format(" {}-{}", from, to);
  return text + '\n';
}

Twin& Naive::add(int tag, Code code, State state) {
  Twin& twin = twins[tag];
  twin = Twin();
  twin.code = code;
  twin.up = state.row.up;
  twin.begun.assign(depth(), state);
  twin.now = std::move(state);
  return twin;
}

Twin& Naive::add_copy(int tag, int original) {
  const Twin& from = twins.at(original);
  Twin& twin = twins[tag];
  twin = from;
  // A copy refers to the same new record, and to no loaded or saved one.
  const auto parent = twins.find(twin.parent);
  if (parent == twins.end() || parent->second.now.life != Life::fresh) twin.parent = 0;
  twin.kids.clear();
  twin.labels.clear();
  for (Level& level : begun_) {
    for (std::size_t i = 0, count = level.reread.size(); i < count; ++i) {
      if (level.reread[i].tag != original) continue;
      Reread copied = level.reread[i];
      copied.tag = tag;
      level.reread.push_back(copied);
    }
  }
  return twin;
}

void Naive::begin() {
  begun_.push_back({tables, {}, {}});
  for (auto& [tag, twin] : twins) twin.begun.push_back(twin.now);
}

void Naive::commit() {
  Level level = std::move(begun_.back());
  begun_.pop_back();
  for (auto& [tag, twin] : twins) twin.begun.pop_back();
  if (begun_.empty()) return;
  std::move(level.taken.begin(), level.taken.end(), std::back_inserter(begun_.back().taken));
  std::move(level.reread.begin(), level.reread.end(), std::back_inserter(begun_.back().reread));
}

void Naive::reread(int tag, const Row& row, int up_birth) {
  const Twin& twin = twins.at(tag);
  const bool as_loaded = row.up == twin.now.row.up && up_birth == twin.now.row.up_birth;
  if (begun_.empty() || (as_loaded && row.up == twin.up && up_birth == twin.up_birth)) return;
  begun_.back().reread.push_back({tag, twin.up, row.up, twin.up_birth, up_birth});
}

void Naive::roll_back() {
  Level level = std::move(begun_.back());
  begun_.pop_back();
  tables = std::move(level.tables);
  for (auto& [tag, twin] : twins) {
    twin.now = std::move(twin.begun.back());
    twin.begun.pop_back();
  }
  for (auto each = level.reread.rbegin(); each != level.reread.rend(); ++each) {
    const auto found = twins.find(each->tag);
    if (found == twins.end()) continue;
    Twin& twin = found->second;
    if (twin.up != each->read || twin.up_birth != each->birth_read) continue;
    twin.up = each->before;
    twin.up_birth = each->birth_before;
  }
  for (const Taken& taken : level.taken) (twins.at(taken.owner).*taken.list).insert(taken.child);
}

void Naive::took_from_waiting(int owner, std::set<int> Twin::*list, int child) {
  (twins.at(owner).*list).erase(child);
  if (!begun_.empty()) begun_.back().taken.push_back({owner, list, child});
}

void Naive::drop_waiting(int owner) {
  twins.at(owner).kids.clear();
  twins.at(owner).labels.clear();
  for (Level& level : begun_) std::erase_if(level.taken, [&](const Taken& taken) { return taken.owner == owner; });
}

bool Naive::may_wait_again(int owner) const {
  return std::any_of(begun_.begin(), begun_.end(), [&](const Level& level) {
    return std::any_of(level.taken.begin(), level.taken.end(), [&](const Taken& t) { return t.owner == owner; });
  });
}

bool Naive::waits(int child) const {
  const auto has = [&](const Twin& twin) { return twin.kids.contains(child) || twin.labels.contains(child); };
  if (std::any_of(twins.begin(), twins.end(), [&](const auto& entry) { return has(entry.second); })) return true;
  return std::any_of(begun_.begin(), begun_.end(), [&](const Level& level) {
    return std::any_of(level.taken.begin(), level.taken.end(), [&](const Taken& t) { return t.child == child; });
  });
}

}  // namespace machine
