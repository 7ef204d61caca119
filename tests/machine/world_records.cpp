// Steps of single records.
#include <array>
#include <map>

#include "machine/world.hpp"

namespace machine {

template <class T>
bool World::is_changed(const T& record) const {
  const Twin& known = twin(record.tag);
  if (known.now.life == Life::fresh || record.word != known.now.row.word || known.up != known.now.row.up) return true;
  return std::is_same_v<T, Kid> && known.up &&
         (known.up_birth != known.now.row.up_birth || has_new_key(known) || new_parent(record) != nullptr);
}

template <class T>
World::Fate World::fate_of_save(const T& record) const {
  const Twin& known = twin(record.tag);
  const bool fresh = known.now.life == Life::fresh;
  const auto up_exists = [&](Kind kind) {
    if (!known.up || (known.up == known.now.row.up && known.up_birth == known.now.row.up_birth)) return true;
    const auto row = naive_.tables.rows[kind].find(*known.up);
    if (row == naive_.tables.rows[kind].end()) return false;
    return kind == node || row->second.birth == known.up_birth || has_new_key(known);
  };
  if (is_changed(record)) {
    if (!fresh && !has_row(record)) return Fate::fails;
    const Owner* parent = new_parent(record);
    if (parent != nullptr && fate_of_save(*parent) != Fate::works) return Fate::fails;
    if (std::is_same_v<T, Kid> && parent == nullptr && !up_exists(owner)) return Fate::fails;
    if (std::is_same_v<T, Node> && !up_exists(node)) return Fate::fails;
    if constexpr (std::is_same_v<T, Label>) {
      if (!fresh && naive_.tables.rows[label].at(record.code).version != known.now.row.version) return Fate::fails;
    }
  }
  if constexpr (std::is_same_v<T, Owner>) {
    if (!known.kids.empty() && !fresh && !has_row(record)) return Fate::fails;
    for (const int tag : known.labels) {
      const Twin& other = twin(tag);
      if (!fresh && !has_row(record)) return Fate::fails;
      const auto row = naive_.tables.rows[label].find(other.code);
      const bool gone = row == naive_.tables.rows[label].end() || row->second.birth != other.now.row.birth;
      if (other.now.life == Life::persisted && gone) return Fate::fails;
    }
  }
  return Fate::works;
}

template <class T>
const Owner* World::new_parent(const T& record) const {
  const int tag = twin(record.tag).parent;
  const auto parent = std::find_if(owners_.begin(), owners_.end(), [&](const Owner& one) { return one.tag == tag; });
  return parent != owners_.end() && twin(tag).now.life == Life::fresh ? &*parent : nullptr;
}

template <class T>
void World::saved(const T& record) {
  Twin& known = twin(record.tag);
  if (const Owner* parent = new_parent(record)) {
    known.up = parent->code;
    saved(*parent);
  }
  auto& rows = naive_.tables.rows[kind_of<T>];
  const bool fresh = known.now.life == Life::fresh, changed = is_changed(record);
  if (changed) {
    Row& row = rows[record.code];
    if (fresh) row.birth = known.now.row.birth = ++last_;
    if (fresh || record.word != known.now.row.word) row.word = record.word;
    if (fresh || known.up != known.now.row.up) row.up = known.up;
    if constexpr (std::is_same_v<T, Label>) {
      if (!fresh && record.lock_version == row.version) throw Mismatch("the lock version did not count");
      row.version = record.lock_version;
    }
  }
  known.now.life = Life::persisted;
  if (std::is_same_v<T, Kid> && changed) known.now.row.up_birth = known.up_birth = birth_of_owner(known.up);
  known.now.row.word = record.word;
  known.now.row.up = known.up;
  if constexpr (std::is_same_v<T, Label>) known.now.row.version = record.lock_version;
  if constexpr (std::is_same_v<T, Owner>) waiting_saved(record);
}

void World::waiting_saved(const Owner& record) {
  const auto kids = twin(record.tag).kids, labels = twin(record.tag).labels;
  for (const int tag : kids) {
    Twin& child = twin(tag);
    child.now = {Life::persisted, {child.now.row.word, record.code, 0, ++last_, 0}};
    naive_.tables.rows[kid][child.code] = child.now.row;
    naive_.took_from_waiting(record.tag, &Twin::kids, tag);
  }
  for (const int tag : labels) {
    const Label* target = with_tag<Label>(tag);
    if (target == nullptr) throw Mismatch("the machine lost a label");
    if (twin(tag).now.life == Life::fresh) saved(*target);
    naive_.tables.links.emplace(record.code, target->code);
    naive_.took_from_waiting(record.tag, &Twin::labels, tag);
  }
}

template <class T>
T& World::make(std::vector<T>& pool, std::uint32_t choice) {
  T& made = pool.emplace_back();
  name(made);
  if constexpr (std::is_same_v<T, Node>) made.shard = static_cast<std::int32_t>(choice % 2);
  naive_.add(made.tag, made.code, {});
  return made;
}

template <class T>
void World::save(std::vector<T>& pool, T& record) {
  const Twin& known = twin(record.tag);
  if (known.now.life == Life::destroyed || (known.now.life == Life::fresh && (full(kind_of<T>) || has_row(record))))
    return;
  if (const Owner* parent = new_parent(record); parent != nullptr && has_row(*parent)) return;
  const int tag = record.tag;
  attempt(fate_of_save(record), [&] {
    record.save_or_throw();
    for (const T& one : pool) {  // where it is by now
      if (one.tag == tag) return saved(one);
    }
  });
}

template <class T>
void World::save_all(std::vector<T>& pool) {
  std::map<Code, int> seen;
  std::vector<int> tags;
  std::vector<T*> records;
  for (T& record : pool) {
    const Twin& known = twin(record.tag);
    if (is_ghost(record) || known.now.life == Life::destroyed || ++seen[record.code] > 1) continue;
    if (known.now.life == Life::fresh && (full(kind_of<T>) || has_row(record))) continue;
    if (fate_of_save(record) != Fate::works || new_parent(record) != nullptr) continue;
    records.push_back(&record);
    tags.push_back(record.tag);
  }
  attempt(Fate::works, [&] {
    T::save_all_or_throw(records);
    for (const int tag : tags) saved(*with_tag<T>(tag));
  });
}

template <class T>
void World::destroy(std::vector<T>&, T& record) {
  Twin& known = twin(record.tag);
  if (known.now.life != Life::persisted || !known.kids.empty() || !known.labels.empty() || naive_.waits(record.tag))
    return;
  Fate fate = has_row(record) ? Fate::works : Fate::fails;
  if constexpr (std::is_same_v<T, Label>) {
    if (fate == Fate::works && naive_.tables.rows[label].at(record.code).version != known.now.row.version)
      fate = Fate::fails;
  }
  const Code code = record.code;
  attempt(fate, [&] {
    if (!record.destroy()) throw Stop();
    auto& tables = naive_.tables;
    if constexpr (std::is_same_v<T, Owner>) {
      std::erase_if(tables.rows[kid], [&](const auto& row) { return row.second.up == code; });
      std::erase_if(tables.links, [&](const auto& link) { return link.first == code; });
    }
    if constexpr (std::is_same_v<T, Label>)
      std::erase_if(tables.links, [&](const auto& link) { return link.second == code; });
    for (auto& [other, row] : tables.rows[std::is_same_v<T, Node> ? node : badge]) {
      if ((std::is_same_v<T, Node> || std::is_same_v<T, Owner>)&&row.up == code) row.up.reset();
    }
    tables.rows[kind_of<T>].erase(code);
    known.now.life = Life::destroyed;
  });
}

template <class T>
void World::reload(T& record) {
  Twin& known = twin(record.tag);
  if (known.now.life != Life::persisted || naive_.may_wait_again(record.tag)) return;
  // A rollback takes back a reload that may have read what the block had written: here it always has.
  if (naive_.depth() > 0) db_.execute("UPDATE machine_nodes SET word = word WHERE code < 0");
  attempt(has_row(record) ? Fate::works : Fate::fails, [&] {
    record.reload();
    const Row& row = naive_.tables.rows[kind_of<T>].at(record.code);
    naive_.reread(record.tag, row, std::is_same_v<T, Kid> ? birth_of_owner(row.up) : known.up_birth);
    known.now.row = naive_.tables.rows[kind_of<T>].at(record.code);
    known.up = known.now.row.up;
    known.parent = 0;
    if (std::is_same_v<T, Kid>) known.now.row.up_birth = known.up_birth = birth_of_owner(known.up);
    naive_.drop_waiting(record.tag);
    if (record.word != known.now.row.word) throw Mismatch("reload() read " + record.to_json());
  });
}

template <class T>
void World::find(std::vector<T>& pool, std::uint32_t choice) {
  const auto& rows = naive_.tables.rows[kind_of<T>];
  if (rows.empty()) return;
  const auto row = std::next(rows.begin(), static_cast<std::ptrdiff_t>(choice % rows.size()));
  auto found = T::find_by(T::c.code == row->first);
  if (!found || found->word != row->second.word) throw Mismatch("find_by found another, or none");
  adopt(*found, row->second.up);
  pool.push_back(std::move(*found));
}

template <class T>
void World::erase(std::vector<T>& pool, T& record) {
  if (!naive_.waits(record.tag)) pool.erase(pool.begin() + (&record - pool.data()));
}

template <class T>
void World::do_record(std::vector<T>& pool, const Step& step) {
  if (step.op == Op::make && pool.size() < most_records) {
    make(pool, step.c);
    return;
  }
  if (step.op == Op::find && pool.size() < most_records) return find(pool, step.b);
  if (step.op == Op::save_all) return save_all(pool);
  if (pool.empty()) return;
  T& record = pool[step.b % pool.size()];
  if (is_ghost(record)) return erase(pool, record);
  switch (step.op) {
    case Op::rename:
      record.word = new_word();
      return;
    case Op::save:
      return save(pool, record);
    case Op::destroy:
      return destroy(pool, record);
    case Op::reload:
      return reload(record);
    case Op::update_columns: {
      if (!record.is_persisted()) return;
      const std::string word = new_word();
      return attempt(has_row(record) ? Fate::works : Fate::fails, [&] {
        record.update_columns({{"word", word}});
        naive_.tables.rows[kind_of<T>][record.code].word = twin(record.tag).now.row.word = word;
      });
    }
    case Op::copy: {
      if (pool.size() >= most_records) return;
      const int original = record.tag;
      T copy = record;
      copy.tag = ++last_;
      Twin& known = naive_.add_copy(copy.tag, original);
      if (copy.is_new()) known.code = copy.code = ++last_;
      pool.push_back(std::move(copy));
      return;
    }
    case Op::erase:
      return erase(pool, record);
    case Op::sort:
      return std::sort(pool.begin(), pool.end(), [&](const T& left, const T& right) {
        return step.c % 2 == 0 ? left.word < right.word : left.code > right.code;
      });
    case Op::move_all: {
      std::vector<T> elsewhere;
      for (T& one : pool) elsewhere.push_back(std::move(one));
      pool = std::move(elsewhere);
      return;
    }
    default:
      return;
  }
}

void World::refer(const Step& step) {
  if (step.a % 3 == 0) {
    Node* child = pick<Node>(step.b);
    const Node* parent = pick<Node>(step.c);
    if (child == nullptr || is_ghost(*parent) || parent->is_new() || parent->is_destroyed() ||
        child->shard != parent->shard)
      return;
    if (child->code == parent->code) return;
    if (naive_.depth() == 0)
      child->parent = *parent;
    else
      child->parent = std::tuple(parent->shard, parent->code);
    twin(child->tag).up = parent->code;
    return;
  }
  Kid* child = pick<Kid>(step.b);
  const Owner* to = pick<Owner>(step.c);
  if (child == nullptr) return;
  if (to == nullptr || step.a % 3 == 1) {
    child->owner = std::nullopt;
    twin(child->tag).up.reset();
    twin(child->tag).parent = 0;
  } else if (to->is_persisted() && !is_ghost(*to)) {
    if (step.a % 2 == 0)
      child->owner = *to;
    else
      child->owner = to->id;
    twin(child->tag).up = to->code;
    twin(child->tag).parent = step.a % 2 == 0 ? to->tag : 0;
    twin(child->tag).up_birth = twin(to->tag).now.row.birth;
  }
}

// A new owner is saved with its child.
void World::refer_to_new(const Step& step) {
  Kid* child = pick<Kid>(step.b);
  Owner* to = pick<Owner>(step.c);
  if (child == nullptr || to == nullptr || !to->is_new() || !child->is_new()) return;
  if (full(owner) || full(kid) || has_row(*to) || has_row(*child)) return;
  const Fate fate = fate_of_save(*to);
  const int child_tag = child->tag, owner_tag = to->tag;
  child->owner = *to;
  twin(child_tag).up = to->code;
  twin(child_tag).parent = owner_tag;
  try {
    attempt(fate, [&] {
      child->save_or_throw();
      saved(*with_tag<Kid>(child_tag));
    });
  } catch (const BlockFailed&) {
    if (Kid* again = with_tag<Kid>(child_tag)) again->owner = std::nullopt;
    twin(child_tag).up.reset(), twin(child_tag).parent = 0;
    throw;
  }
  Kid* again = with_tag<Kid>(child_tag);
  if (again != nullptr && again->is_new()) {
    again->owner = std::nullopt;
    twin(child_tag).up.reset(), twin(child_tag).parent = 0;
  }
}

void World::do_record(const Step& step) {
  if (step.op == Op::refer) return refer(step);
  if (step.op == Op::refer_to_new) return refer_to_new(step);
  switch (step.a % 4) {
    case 0:
      return do_record(owners_, step);
    case 1:
      return do_record(kids_, step);
    case 2:
      return do_record(labels_, step);
    default:
      return do_record(nodes_, step);
  }
}

}  // namespace machine
