#include "machine/world.hpp"

#include <cstdlib>
#include <set>

#include <fmt/format.h>

ROWAN_REGISTER_MODEL(machine::Owner)
ROWAN_REGISTER_MODEL(machine::Kid)
ROWAN_REGISTER_MODEL(machine::Badge)
ROWAN_REGISTER_MODEL(machine::Label)
ROWAN_REGISTER_MODEL(machine::Node)

namespace machine {
namespace {

std::optional<Code> code_in(const rowan::Value& value) {
  if (value.is_null()) return std::nullopt;
  return value.as_int64();
}

}  // namespace

void World::clear() {
  Kid::does.fill(nullptr);
  owners_.clear();
  kids_.clear();
  labels_.clear();
  nodes_.clear();
  naive_ = Naive();
  last_ = 0;
  rolled_back();
  at_ = 0;
  second_.execute("DELETE FROM machine_links");
  second_.execute("DELETE FROM machine_kids");
  second_.execute("DELETE FROM machine_badges");
  second_.execute("DELETE FROM machine_labels");
  second_.execute("DELETE FROM machine_owners");
  second_.execute("UPDATE machine_nodes SET parent_code = NULL");
  second_.execute("DELETE FROM machine_nodes");
}

std::optional<std::string> World::run(const Steps& steps) {
  clear();
  steps_ = &steps;
  std::optional<std::string> difference;
  try {
    while (at_ < steps.size()) {
      do_step(steps[at_++]);
      check();
    }
  } catch (const Mismatch& mismatch) {
    difference = mismatch.what();
  } catch (const std::exception& error) {
    difference = std::string("an error came out: ") + error.what();
  }
  if (difference) difference = fmt::format("step {}, {}: {}", at_, to_string(steps[at_ - 1]), *difference);
  Kid::does.fill(nullptr);
  return difference;
}

void World::do_step(const Step& step) {
  static const bool traced = std::getenv("ROWAN_MACHINE_TRACE") != nullptr;
  if (traced) fmt::print(stderr, "{:>5} {}{}\n", at_, std::string(2 * naive_.depth(), ' '), to_string(step));
  switch (step.op) {
    case Op::begin:
      if (naive_.depth() < deepest) do_block();
      return;
    case Op::commit:
    case Op::rollback:
    case Op::leave:
      return;  // of a block that did not begin
    default:
      return step.op < Op::add_kid ? do_record(step) : do_handle(step);
  }
}

void World::do_block() {
  naive_.begin();
  Op end = Op::commit;
  try {
    db_.transaction(
        [&](rowan::Transaction& transaction) {
          while (at_ < steps_->size()) {
            const Step& step = (*steps_)[at_++];
            if (step.op == Op::commit || step.op == Op::rollback || step.op == Op::leave) {
              end = step.op;
              break;
            }
            do_step(step);
          }
          if (end == Op::rollback) transaction.rollback();
          if (end == Op::leave) throw Stop();
        },
        {.requires_new = true});
  } catch (const Stop&) {
  } catch (const BlockFailed&) {
    end = Op::leave;
    skip_block();
  }
  if (end == Op::commit) return naive_.commit();
  naive_.roll_back();
  rolled_back();
}

// Copies of a record that is new again are other new records.
template <class T>
void World::tell_apart(std::vector<T>& pool) {
  std::set<Code> seen;
  for (T& record : pool) {
    if (record.is_new() && !seen.insert(record.code).second) twin(record.tag).code = record.code = ++last_;
  }
}

void World::rolled_back() {
  tell_apart(owners_);
  tell_apart(kids_);
  tell_apart(labels_);
  tell_apart(nodes_);
  if (keys_come_back) db_.execute("UPDATE sqlite_sequence SET seq = ?", last_key_ += 1000);
}

void World::skip_block() {
  for (int open = 1; at_ < steps_->size() && open > 0; ++at_) {
    const Op op = (*steps_)[at_].op;
    if (op == Op::begin) ++open;
    if (op == Op::commit || op == Op::rollback || op == Op::leave) --open;
  }
}

Tables World::read_tables() {
  Tables tables;
  const auto read = [&](Kind kind, const char* sql) {
    for (const rowan::Row& row : second_.query(sql)) {
      const Row values{row[1].as_string(), code_in(row[2]), code_in(row[3]).value_or(0), 0, 0};
      if (!tables.rows[kind].emplace(row[0].as_int64(), values).second)
        throw Mismatch(fmt::format("code {} is in two rows of kind {}", row[0].as_int64(), static_cast<int>(kind)));
    }
  };
  read(owner, "SELECT code, word, NULL, 0 FROM machine_owners");
  read(kid, "SELECT k.code, k.word, o.code, 0 FROM machine_kids k LEFT JOIN machine_owners o ON o.id = k.owner_id");
  read(badge, "SELECT b.code, b.word, o.code, 0 FROM machine_badges b LEFT JOIN machine_owners o ON o.id = b.owner_id");
  read(label, "SELECT code, word, NULL, lock_version FROM machine_labels");
  read(node, "SELECT code, word, parent_code, 0 FROM machine_nodes");
  for (const rowan::Row& row :
       second_.query("SELECT o.code, l.code FROM machine_links x JOIN machine_owners o ON o.id = "
                     "x.owner_id JOIN machine_labels l ON l.id = x.label_id"))
    tables.links.emplace(row[0].as_int64(), row[1].as_int64());
  return tables;
}

void World::check() {
  if (const Tables tables = read_tables(); tables != naive_.tables)
    throw Mismatch("the database has\n" + tables.to_string() + "and not\n" + naive_.tables.to_string());
  for (const Owner& record : owners_) check_record(record);
  for (const Kid& record : kids_) check_record(record);
  for (const Label& record : labels_) check_record(record);
  for (const Node& record : nodes_) check_record(record);
}

template <class T>
void World::check_record(const T& record) {
  const Twin& expected = twin(record.tag);
  const auto fail = [&](const char* what) {
    throw Mismatch(fmt::format("{} {} ({}) {}", record.model_info().name, record.code, record.to_json(), what));
  };
  const State& state = expected.now;
  if (record.is_new() != (state.life == Life::fresh)) fail("is new, or isn't, though it was saved or rolled back");
  if (record.is_destroyed() != (state.life == Life::destroyed)) fail("is destroyed, or isn't");
  if constexpr (!std::is_same_v<T, Node>) {
    if (state.life == Life::fresh && record.id != 0) fail("is new, but has a key");
    if (state.life == Life::persisted && record.id == 0) fail("has no key");
  }
  if (state.life != Life::persisted) return;
  if (record.changed("word") != (record.word != state.row.word)) fail("is wrong about whether its word changed");
  if constexpr (std::is_same_v<T, Label>) {
    if (record.lock_version != state.row.version) fail("has another lock version");
  }
  if constexpr (std::is_same_v<T, Kid>) {
    if (record.owner.key().has_value() != expected.up.has_value()) fail("has an owner, or hasn't");
  }
}

}  // namespace machine
