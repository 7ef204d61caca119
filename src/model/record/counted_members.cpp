#include "model/record/counted_members.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "model/record/fingerprints.hpp"
#include "model/record/members.hpp"
#include "model/record/partial.hpp"
#include "rowan/core/error.hpp"

namespace rowan {
namespace {

bool has_loaded_value(const Slot& owner, const AttributeInfo& counter) {
  const std::uint64_t* loaded = owner.block->fingerprints(owner.row);
  if (loaded == nullptr) return false;
  std::array<std::uint64_t, 2> now{};  // an optional one has a word more
  counter.ops->fingerprint(member_of(owner.self->object(), counter), now.data());
  return std::equal(now.begin(), now.begin() + counter.ops->words, loaded + counter.word);
}

bool set_if_it_fits(const AttributeInfo& counter, void* member, const Value& value) {
  try {
    counter.ops->set(member, value);
    return true;
  } catch (const InvalidValue&) {
    return false;
  }
}

bool add_to_member(Slot& owner, const AttributeInfo& counter, std::int64_t by) {
  void* member = member_of(owner.self->object(), counter);
  const bool unchanged = has_loaded_value(owner, counter);
  const Value before = counter.ops->get(member);
  if (!set_if_it_fits(counter, member, Value((before.is_null() ? 0 : before.as_int64()) + by))) return false;
  if (unchanged) counter.ops->fingerprint(member, owner.block->fingerprints(owner.row) + counter.word);
  return true;
}

}  // namespace

void CountedMembers::move(Slot& owner, const AttributeInfo& counter, std::int64_t by, std::uint8_t level) {
  if (is_missing(&owner, counter)) return;
  const bool was_null = counter.ops->is_null(member_of(owner.self->object(), counter));
  if (!add_to_member(owner, counter, by)) return;
  Move* last = moves_.empty() ? nullptr : &moves_.back();
  if (last != nullptr && last->owner.get() == &owner && last->counter == &counter && last->level == level)
    last->by += by;
  else
    moves_.push_back({SlotRef(&owner), &counter, by, level, was_null});
}

void CountedMembers::copy(const Slot& original, Slot& copy) {
  for (std::size_t i = 0, count = moves_.size(); i < count; ++i) {
    if (moves_[i].owner.get() != &original) continue;
    Move made = moves_[i];
    made.owner = SlotRef(&copy);
    moves_.push_back(std::move(made));
  }
}

void CountedMembers::released(std::uint8_t level) noexcept {
  for (Move& move : moves_) {
    if (move.level == level) --move.level;
  }
}

void CountedMembers::before_undo(std::uint8_t level) noexcept {
  for (Move& move : moves_) {
    const Slot& owner = *move.owner.get();
    if (move.level >= level) move.unchanged = owner.self != nullptr && has_loaded_value(owner, *move.counter);
  }
}

void CountedMembers::undo(std::uint8_t level) noexcept {
  for (std::size_t i = moves_.size(); i-- > 0;) {
    if (moves_[i].level >= level) take_back(moves_[i]);
  }
  std::erase_if(moves_, [&](const Move& move) { return move.level >= level; });
}

// Of a new record nothing was loaded. Otherwise what was loaded tells more: since it counted, the record may have been
// loaded again.
void CountedMembers::take_back(const Move& move) noexcept {
  const Slot& owner = *move.owner.get();
  const AttributeInfo& counter = *move.counter;
  if (owner.self == nullptr) return;
  void* member = member_of(owner.self->object(), counter);
  if (move.unchanged && owner.lifecycle != Lifecycle::fresh && counter.ops->unfingerprint != nullptr) {
    counter.ops->set(member, counter.ops->unfingerprint(owner.block->fingerprints(owner.row) + counter.word));
  } else if (!counter.ops->is_null(member)) {
    const std::int64_t before = counter.ops->get(member).as_int64() - move.by;
    set_if_it_fits(counter, member, move.was_null && before == 0 ? Value() : Value(before));
  }
}

void RereadMembers::note(Slot& slot, const void* read, std::uint8_t level) {
  const ModelInfo& model = slot.block->model();
  const std::uint64_t* known = slot.block->fingerprints(slot.row);
  if (known == nullptr || slot.self == nullptr) return;
  std::vector<std::uint64_t> now(model.fingerprint_words), own(model.fingerprint_words);
  take_fingerprints(model, read, now.data());
  for (const AttributeInfo& attribute : model.attributes) {
    const void* member = member_of(slot.self->object(), attribute);
    attribute.ops->fingerprint(member, own.data());
    const std::uint64_t* print = now.data() + attribute.word;
    const auto is_read = [&](const std::uint64_t* other) {
      return std::equal(print, print + attribute.ops->words, other);
    };
    if (is_read(known + attribute.word) && is_read(own.data())) continue;
    members_.push_back({SlotRef(&slot), &attribute, attribute.ops->get(member),
                        attribute.ops->get(member_of(read, attribute)), level});
  }
}

void RereadMembers::filled_in(Slot& slot, const AttributeInfo& attribute, const Value& before, std::uint8_t level) {
  members_.push_back(
      {SlotRef(&slot), &attribute, before, attribute.ops->get(member_of(slot.self->object(), attribute)), level});
}

void RereadMembers::copy(const Slot& original, Slot& copy) {
  for (std::size_t i = 0, count = members_.size(); i < count; ++i) {
    if (members_[i].slot.get() != &original) continue;
    Member made = members_[i];
    made.slot = SlotRef(&copy);
    members_.push_back(std::move(made));
  }
}

void RereadMembers::released(std::uint8_t level) noexcept {
  for (Member& member : members_) {
    if (member.level == level) --member.level;
  }
}

void RereadMembers::undo(std::uint8_t level) noexcept {
  for (std::size_t i = members_.size(); i-- > 0;) {
    if (members_[i].level >= level) take_back(members_[i]);
  }
  std::erase_if(members_, [&](const Member& member) { return member.level >= level; });
}

void RereadMembers::take_back(const Member& member) noexcept {
  if (member.slot->self == nullptr) return;
  void* place = member_of(member.slot->self->object(), *member.attribute);
  try {
    if (member.attribute->ops->get(place) == member.read) member.attribute->ops->set(place, member.before);
  } catch (
      ...) {  // a value of the user's that is none of its type's, or a type that refuses what it once was: it stays
  }
}

}  // namespace rowan
