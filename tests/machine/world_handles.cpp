// Steps of associations, and callbacks.
#include <set>

#include "machine/world.hpp"

namespace machine {

namespace {

template <class T>
Life life_of(const T& record) {
  return record.is_new() ? Life::fresh : record.is_destroyed() ? Life::destroyed : Life::persisted;
}

}  // namespace

// On a persisted owner it is saved at once, with all that waits for the owner where it is a link.
void World::add_kid(Owner& to) {
  const Life life = life_of(to);
  if (life == Life::destroyed || full(kid)) return;
  if (life == Life::fresh) return build_kid(to);
  const int tag = to.tag;
  const Code code = to.code;
  attempt(has_row(to) ? Fate::works : Fate::fails, [&] {
    Kid child;
    name(child);
    const Row row{child.word, code, 0, ++last_, 0};
    const int child_tag = child.tag;
    Kid& added = to.kids.add(std::move(child));
    if (added.tag != child_tag || !added.is_persisted()) throw Mismatch("add() returned another, or an unsaved one");
    naive_.add(child_tag, added.code, {}).now = {Life::persisted, row};
    naive_.tables.rows[kid][added.code] = row;
  });
  if (const Owner* again = with_tag<Owner>(tag); again != nullptr && !again->is_persisted())
    throw Mismatch("its owner is new");
}

void World::build_kid(Owner& to) {
  if (life_of(to) == Life::destroyed || full(kid) || twin(to.tag).kids.size() > 3) return;
  Kid child;
  name(child);
  naive_.add(child.tag, child.code, {Life::fresh, {child.word, std::nullopt, 0, 0, 0}});
  twin(to.tag).kids.insert(child.tag);
  to.kids.build(std::move(child));
}

void World::remove_kid(Owner& from, std::uint32_t choice) {
  if (life_of(from) == Life::destroyed) return;
  touch(from);
  if (from.kids.empty()) return;
  Kid& child = from.kids[choice % from.kids.size()];
  if (child.is_destroyed()) return;
  const int tag = child.tag, owner_tag = from.tag;
  const Code code = child.code;
  if (child.is_new()) {
    from.kids.remove(child);
    twin(owner_tag).kids.erase(tag);
    return;
  }
  if (life_of(from) == Life::fresh) return;
  // It may have been loaded by a level that was rolled back, from a row that was made anew since; or its row may have
  // been given to another owner by a copy. That owner keeps it.
  const auto row = Kid::find_if(child.id);
  attempt(row && row->owner.key() == from.id ? Fate::works : Fate::fails, [&] {
    from.kids.remove(child);
    naive_.tables.rows[kid].erase(code);
    twin(tag).now.life = Life::destroyed;
  });
}

void World::clear_kids(Owner& of) {
  if (!of.is_persisted() || naive_.may_wait_again(of.tag)) return;
  reset(of);
  const Code code = of.code;
  attempt(Fate::works, [&] {
    of.kids.clear();
    std::erase_if(naive_.tables.rows[kid], [&](const auto& row) { return row.second.up == code; });
  });
}

void World::set_badge(Owner& of) {
  if (!of.is_persisted() || full(badge)) return;
  of.badge.reset();
  const Code code = of.code;
  attempt(has_row(of) ? Fate::works : Fate::fails, [&] {
    Badge made;
    name(made);
    const Row row{made.word, code, 0, ++last_, 0};
    const Code badge_code = made.code;
    of.badge.set(std::move(made));
    for (auto& [other, old] : naive_.tables.rows[badge]) {
      if (old.up == code) old.up.reset();
    }
    naive_.tables.rows[badge][badge_code] = row;
  });
}

void World::drop_badge(Owner& of) {
  if (!of.is_persisted()) return;
  of.badge.reset();
  const Code code = of.code;
  attempt(Fate::works, [&] {
    of.badge.remove();
    for (auto& [other, old] : naive_.tables.rows[badge]) {
      if (old.up == code) old.up.reset();
    }
  });
}

void World::add_label(Owner& to) {
  if (!to.is_persisted() || full(label) || !twin(to.tag).labels.empty()) return;
  const Code code = to.code;
  attempt(has_row(to) ? Fate::works : Fate::fails, [&] {
    Label made;
    name(made);
    const Label& added = to.labels.add(std::move(made));
    naive_.tables.rows[label][added.code] = {added.word, std::nullopt, added.lock_version, ++last_, 0};
    naive_.tables.links.emplace(code, added.code);
  });
}

void World::link_label(Owner& to, Label& target) {
  const Twin& known = twin(target.tag);
  if (life_of(to) == Life::destroyed || known.now.life == Life::destroyed) return;
  if (known.now.life == Life::fresh && (full(label) || has_row(target))) return;
  if (life_of(to) == Life::fresh) {
    if (!twin(to.tag).labels.insert(target.tag).second) return;
    to.labels.link(target);
    return;
  }
  if (!twin(to.tag).labels.empty()) return;
  const bool gone = !has_row(to) || (known.now.life == Life::persisted && !has_row(target));
  const Code code = to.code;
  attempt(gone ? Fate::fails : Fate::works, [&] {
    to.labels.link(target);
    if (known.now.life == Life::fresh) saved(target);
    naive_.tables.links.emplace(code, target.code);
  });
}

void World::remove_label(Owner& from, Label& target) {
  if (!from.is_persisted() || !target.is_persisted() || !twin(from.tag).labels.empty()) return;
  const std::pair<Code, Code> link(from.code, target.code);
  attempt(naive_.tables.links.contains(link) ? Fate::works : Fate::fails, [&] {
    from.labels.remove(target);
    naive_.tables.links.erase(link);
  });
}

void World::clear_labels(Owner& of) {
  if (!of.is_persisted() || !twin(of.tag).labels.empty()) return;
  const Code code = of.code;
  attempt(Fate::works, [&] {
    of.labels.clear();
    std::erase_if(naive_.tables.links, [&](const auto& link) { return link.first == code; });
  });
}

void World::add_child(Node& to) {
  if (!to.is_persisted() || full(node)) return;
  const Code code = to.code;
  attempt(has_row(to) ? Fate::works : Fate::fails, [&] {
    Node child;
    name(child);
    const Node& added = to.children.add(std::move(child));
    if (added.shard != to.shard) throw Mismatch("a child has another shard than its parent");
    naive_.tables.rows[node][added.code] = {added.word, code, 0, ++last_, 0};
  });
}

void World::remove_child(Node& from, std::uint32_t choice) {
  if (!from.is_persisted()) return;
  from.children.reset();
  std::set<Code> expected, loaded;
  for (const auto& [code, row] : naive_.tables.rows[node]) {
    if (row.up == from.code) expected.insert(code);
  }
  for (const Node& child : from.children) loaded.insert(child.code);
  if (loaded != expected) throw Mismatch("children were loaded that are not, or the other way round");
  if (loaded.empty()) return;
  Node& child = from.children[choice % from.children.size()];
  const Code code = child.code;
  attempt(Fate::works, [&] {
    from.children.remove(child);
    naive_.tables.rows[node].at(code).up.reset();
  });
}

// What waits is in the list, and nothing else is that has no row yet.
void World::touch(Owner& of) {
  if (life_of(of) == Life::destroyed) return;
  std::set<int> fresh;
  for (Kid& child : of.kids) {
    if (child.tag == 0) adopt(child, of.code);
    if (child.is_new()) fresh.insert(child.tag);
    if (child.owner.get_if() == nullptr && has_row(of) && child.is_persisted() && has_row(child))
      throw Mismatch("a kid of an owner has none");
  }
  if (fresh != twin(of.tag).kids) throw Mismatch("the list of kids has not those that wait to be saved");
  (void)of.badge.get_if();
  for (const Label& target : of.labels) (void)target.word;
}

void World::reset(Owner& of) {
  if (life_of(of) == Life::destroyed || naive_.may_wait_again(of.tag)) return;
  of.kids.reset();
  of.badge.reset();
  of.labels.reset();
  naive_.drop_waiting(of.tag);
  if (!of.is_persisted()) return;
  std::set<Code> kids, labels, expected_kids, expected_labels;
  for (Kid& child : of.kids) {
    adopt(child, of.code);
    kids.insert(child.code);
  }
  for (const Label& target : of.labels) labels.insert(target.code);
  for (const auto& [code, row] : naive_.tables.rows[kid]) {
    if (row.up == of.code) expected_kids.insert(code);
  }
  for (const auto& [from, to] : naive_.tables.links) {
    if (from == of.code) expected_labels.insert(to);
  }
  if (kids != expected_kids) throw Mismatch("kids were loaded that are not its own, or the other way round");
  if (labels != expected_labels) throw Mismatch("labels were loaded that are not linked, or the other way round");
}

void World::preload() {
  auto loaded = Owner::all().preload(Owner::c.kids).preload(Owner::c.badge).preload(Owner::c.labels).load();
  for (Owner& one : loaded) {
    if (owners_.size() >= most_records) return;
    adopt(one, std::nullopt);
    owners_.push_back(std::move(one));
  }
}

void World::arm(const Step& step) {
  const Moment moment = static_cast<Moment>(step.a % moments);
  switch (step.b % 6) {
    case 0:
      Kid::does[moment] = [this](Kid&) -> bool {
        injected_ = Fate::fails;
        throw Stop();
      };
      return;
    case 1:
      if (moment == after_save || moment == after_destroy) return;
      Kid::does[moment] = [this](Kid&) {
        injected_ = Fate::fails;
        return false;
      };
      return;
    case 2:
      Kid::does[moment] = [this](Kid&) {
        if (full(label)) return true;
        Label made;
        name(made);
        made.save_or_throw();
        naive_.tables.rows[label][made.code] = {made.word, std::nullopt, made.lock_version, ++last_, 0};
        return true;
      };
      return;
    case 3:
      Kid::does[moment] = [](Kid& one) {
        if (Owner* up = one.owner.get_if()) (void)up->kids.size();
        return true;
      };
      return;
    case 4:  // its record moves, if it is one of these
      Kid::does[moment] = [this](Kid& one) {
        const bool moves = !kids_.empty() && &one >= kids_.data() && &one < kids_.data() + kids_.size();
        if (moves || injected_ == Fate::works) injected_ = moves ? Fate::fails : Fate::either;
        kids_.reserve(kids_.capacity() + 1);
        return true;
      };
      return;
    default:  // the record that it is added to may move
      Kid::does[moment] = [this](Kid&) {
        if (injected_ == Fate::works) injected_ = Fate::either;
        owners_.reserve(owners_.capacity() + 1);
        return true;
      };
  }
}

void World::do_handle(const Step& step) {
  if (step.op == Op::arm) return arm(step);
  if (step.op == Op::preload) return preload();
  if (step.op == Op::add_child || step.op == Op::remove_child) {
    Node* of = pick<Node>(step.b);
    if (of == nullptr || is_ghost(*of)) return;
    return step.op == Op::add_child ? add_child(*of) : remove_child(*of, step.c);
  }
  Owner* of = pick<Owner>(step.b);
  if (of == nullptr) return;
  Label* target = pick<Label>(step.c);
  if (is_ghost(*of) || (target != nullptr && is_ghost(*target))) return;
  switch (step.op) {
    case Op::add_kid:
      return add_kid(*of);
    case Op::build_kid:
      return build_kid(*of);
    case Op::remove_kid:
      return remove_kid(*of, step.c);
    case Op::clear_kids:
      return clear_kids(*of);
    case Op::set_badge:
      return set_badge(*of);
    case Op::drop_badge:
      return drop_badge(*of);
    case Op::add_label:
      return add_label(*of);
    case Op::link_label:
      return target == nullptr ? void() : link_label(*of, *target);
    case Op::remove_label:
      return target == nullptr ? void() : remove_label(*of, *target);
    case Op::clear_labels:
      return clear_labels(*of);
    case Op::touch:
      return touch(*of);
    case Op::reset:
      return reset(*of);
    default:
      return;
  }
}

}  // namespace machine
