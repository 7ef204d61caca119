// Runs the steps of a walk on records and on the naive model, and compares.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include "machine/models.hpp"
#include "machine/naive.hpp"
#include "machine/step.hpp"

namespace machine {

template <class T>
constexpr Kind kind_of = std::is_same_v<T, Owner>   ? owner
                         : std::is_same_v<T, Kid>   ? kid
                         : std::is_same_v<T, Badge> ? badge
                         : std::is_same_v<T, Label> ? label
                                                    : node;

/// The library did not do what was expected of it.
class Mismatch : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

class World {
 public:
  /// `second`: another connection to the same database.
  World(rowan::Database& db, rowan::Database& second) : db_(db), second_(second) {}

  /// What differs from what was expected, at which step; or nothing.
  std::optional<std::string> run(const Steps& steps);

  /// SQLite gives keys of rolled back rows again, which would tie records of such rows to others.
  bool keys_come_back = false;

 private:
  struct Stop {};         ///< what callbacks and blocks throw
  struct BlockFailed {};  ///< an operation was refused inside a transaction, which its block doesn't survive
  enum class Fate : std::uint8_t { works, fails, either };

  // world.cpp: blocks, checks
  void clear();
  void do_step(const Step& step);
  void do_block();
  void skip_block();
  void check();
  template <class T>
  void check_record(const T& record);
  Tables read_tables();
  /// Runs an operation and what it does to the naive model. One that is refused changes nothing.
  template <class Run>
  void attempt(Fate fate, Run run);
  void rolled_back();
  template <class T>
  void tell_apart(std::vector<T>& pool);

  // world_records.cpp: what one record can do
  void do_record(const Step& step);
  template <class T>
  void do_record(std::vector<T>& pool, const Step& step);
  template <class T>
  T& make(std::vector<T>& pool, std::uint32_t choice);
  template <class T>
  void save(std::vector<T>& pool, T& record);
  template <class T>
  void save_all(std::vector<T>& pool);
  template <class T>
  void destroy(std::vector<T>& pool, T& record);
  template <class T>
  void reload(T& record);
  template <class T>
  void find(std::vector<T>& pool, std::uint32_t choice);
  template <class T>
  void erase(std::vector<T>& pool, T& record);
  void refer(const Step& step);
  void refer_to_new(const Step& step);

  // world_handles.cpp: what handles can do
  void do_handle(const Step& step);
  void add_kid(Owner& to);
  void build_kid(Owner& to);
  void remove_kid(Owner& from, std::uint32_t choice);
  void clear_kids(Owner& of);
  void set_badge(Owner& of);
  void drop_badge(Owner& of);
  void add_label(Owner& to);
  void link_label(Owner& to, Label& target);
  void remove_label(Owner& from, Label& target);
  void clear_labels(Owner& of);
  void add_child(Node& to);
  void remove_child(Node& from, std::uint32_t choice);
  void touch(Owner& of);
  void reset(Owner& of);
  void preload();
  void arm(const Step& step);

  // What is expected
  template <class T>
  [[nodiscard]] bool has_row(const T& record) const {
    const auto& rows = naive_.tables.rows[kind_of<T>];
    const auto row = rows.find(record.code);
    const State& state = twin(record.tag).now;
    return row != rows.end() && (state.life == Life::fresh || row->second.birth == state.row.birth);
  }
  /// Its row is gone, and was made anew: the two have the same code.
  template <class T>
  [[nodiscard]] bool is_ghost(const T& record) const {
    return naive_.tables.rows[kind_of<T>].contains(record.code) && !has_row(record);
  }
  /// The owner that a kid was given was rolled back and saved anew since the kid took its key.
  [[nodiscard]] bool has_new_key(const Twin& of_kid) const {
    const auto given = naive_.twins.find(of_kid.parent);
    if (given == naive_.twins.end() || given->second.now.life != Life::persisted) return false;
    const auto row = naive_.tables.rows[owner].find(given->second.code);
    return row != naive_.tables.rows[owner].end() && row->second.birth == given->second.now.row.birth &&
           row->second.birth != of_kid.up_birth;
  }
  [[nodiscard]] int birth_of_owner(std::optional<Code> code) const {
    const auto& owners = naive_.tables.rows[owner];
    const auto row = code ? owners.find(*code) : owners.end();
    return row == owners.end() ? 0 : row->second.birth;
  }
  template <class T>
  [[nodiscard]] bool is_changed(const T& record) const;
  template <class T>
  [[nodiscard]] Fate fate_of_save(const T& record) const;
  /// The record that it belongs to, which is saved with it.
  template <class T>
  [[nodiscard]] const Owner* new_parent(const T& record) const;
  /// The naive part of a save that worked.
  template <class T>
  void saved(const T& record);
  void waiting_saved(const Owner& record);

  template <class T>
  static void mark_up(T& record, const std::optional<Code>& up);
  template <class T>
  std::vector<T>& pool_of();
  template <class T>
  T* with_tag(int tag);
  template <class T>
  T* pick(std::uint32_t choice) {
    std::vector<T>& pool = pool_of<T>();
    return pool.empty() ? nullptr : &pool[choice % pool.size()];
  }
  /// A record that was loaded: as it is now, it is as its row was.
  template <class T>
  void adopt(T& record, std::optional<Code> up);
  template <class T>
  void name(T& record) {
    record.code = ++last_;
    record.word = new_word();
    record.tag = ++last_;
  }
  std::string new_word() { return "w" + std::to_string(++last_); }
  Twin& twin(int tag) { return naive_.twins.at(tag); }
  [[nodiscard]] const Twin& twin(int tag) const { return naive_.twins.at(tag); }
  [[nodiscard]] bool full(Kind kind) const { return naive_.tables.rows[kind].size() >= most_rows; }

  static constexpr std::size_t most_rows = 12, most_records = 6, deepest = 4;
  rowan::Database& db_;
  rowan::Database& second_;
  Naive naive_;
  std::vector<Owner> owners_;
  std::vector<Kid> kids_;
  std::vector<Label> labels_;
  std::vector<Node> nodes_;
  const Steps* steps_ = nullptr;
  std::size_t at_ = 0;
  std::int64_t last_key_ = 0;
  int last_ = 0;                 ///< number given to anything
  Fate injected_ = Fate::works;  ///< what a callback made of the operation
};

template <>
inline std::vector<Owner>& World::pool_of<Owner>() {
  return owners_;
}
template <>
inline std::vector<Kid>& World::pool_of<Kid>() {
  return kids_;
}
template <>
inline std::vector<Label>& World::pool_of<Label>() {
  return labels_;
}
template <>
inline std::vector<Node>& World::pool_of<Node>() {
  return nodes_;
}

template <class T>
T* World::with_tag(int tag) {
  for (T& record : pool_of<T>()) {
    if (record.tag == tag) return &record;
  }
  return nullptr;
}

template <class Run>
void World::attempt(Fate fate, Run run) {
  naive_.begin();
  injected_ = Fate::works;
  std::string refusal;
  try {
    run();
  } catch (const Stop&) {
    refusal = "a callback threw";
  } catch (const rowan::Error& error) {
    refusal = error.what();
  }
  if (injected_ == Fate::fails || (injected_ == Fate::either && fate == Fate::works)) fate = injected_;
  if (refusal.empty()) {
    if (fate == Fate::fails) throw Mismatch("it worked, but can't have");
    return naive_.commit();
  }
  if (fate == Fate::works) throw Mismatch("it was refused: " + refusal);
  naive_.roll_back();
  if (naive_.depth() > 0) throw BlockFailed();
  rolled_back();
}

template <class T>
void World::adopt(T& record, std::optional<Code> up) {
  record.tag = ++last_;
  Row row{record.word, up, 0, 0, 0};
  if constexpr (std::is_same_v<T, Label>) row.version = record.lock_version;
  const auto& rows = naive_.tables.rows[kind_of<T>];
  if (const auto known = rows.find(record.code); known != rows.end()) row.birth = known->second.birth;
  if (std::is_same_v<T, Kid>) row.up_birth = birth_of_owner(up);
  const int up_birth = row.up_birth;
  naive_.add(record.tag, record.code, {Life::persisted, std::move(row)}).up_birth = up_birth;
}

}  // namespace machine
