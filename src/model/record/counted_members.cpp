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

// Of a new record nothing was loaded. Otherwise what was loaded tells more: since it counted, the record may have been
// loaded again.
void take_back_count(const CountedMember& move) noexcept {
  const Slot& owner = *move.slot.get();
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

void take_back_read(const RereadMember& member) noexcept {
  if (member.slot->self == nullptr) return;
  void* place = member_of(member.slot->self->object(), *member.attribute);
  try {
    if (member.attribute->ops->get(place) == member.read) member.attribute->ops->set(place, member.before);
  } catch (...) {
    // A value of the user's that is none of its type's, or a type that refuses what it once was: it stays.
  }
}

}  // namespace

void CountedMembers::move(Slot& owner, const AttributeInfo& counter, std::int64_t by, std::uint8_t level) {
  if (is_missing(&owner, counter)) return;
  const bool was_null = counter.ops->is_null(member_of(owner.self->object(), counter));
  if (!add_to_member(owner, counter, by)) return;
  CountedMember* last = notes_.empty() ? nullptr : &notes_.back();
  if (last != nullptr && last->slot.get() == &owner && last->counter == &counter && last->level == level)
    last->by += by;
  else
    notes_.push_back({SlotRef(&owner), &counter, by, level, was_null});
}

void CountedMembers::before_undo(std::uint8_t level) noexcept {
  for (CountedMember& move : notes_) {
    const Slot& owner = *move.slot.get();
    if (move.level >= level) move.unchanged = owner.self != nullptr && has_loaded_value(owner, *move.counter);
  }
}

void CountedMembers::undo(std::uint8_t level) noexcept {
  MemberNotes::undo(level, [](const CountedMember& move) { take_back_count(move); });
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
    notes_.push_back({SlotRef(&slot), &attribute, attribute.ops->get(member),
                      attribute.ops->get(member_of(read, attribute)), level});
  }
}

void RereadMembers::filled_in(Slot& slot, const AttributeInfo& attribute, const Value& before, std::uint8_t level) {
  notes_.push_back(
      {SlotRef(&slot), &attribute, before, attribute.ops->get(member_of(slot.self->object(), attribute)), level});
}

void RereadMembers::undo(std::uint8_t level) noexcept {
  MemberNotes::undo(level, [](const RereadMember& member) { take_back_read(member); });
}

}  // namespace rowan
