// What the library puts into members of records at hand, until the transaction ends: it counts in loaded owners, and
// reads rows again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "rowan/core/value.hpp"
#include "rowan/model/slot.hpp"
#include "rowan/reflect/attribute_info.hpp"

namespace rowan {

/// What was done to members of records, each with the level at which it was; `Note` has `slot` and `level`.
template <class Note>
class MemberNotes {
 public:
  /// What was done to `original` is done to `copy`, too.
  void copy(const Slot& original, Slot& copy) {
    for (std::size_t i = 0, count = notes_.size(); i < count; ++i) {
      if (notes_[i].slot.get() != &original) continue;
      Note made = notes_[i];
      made.slot = SlotRef(&copy);
      notes_.push_back(std::move(made));
    }
  }
  void released(std::uint8_t level) noexcept {
    for (Note& note : notes_) {
      if (note.level == level) --note.level;
    }
  }
  void committed() noexcept { notes_.clear(); }

 protected:
  /// The latest first, of this level and of the levels in it.
  template <class TakeBack>
  void undo(std::uint8_t level, TakeBack&& take_back) noexcept {
    for (std::size_t i = notes_.size(); i-- > 0;) {
      if (notes_[i].level >= level) take_back(notes_[i]);
    }
    std::erase_if(notes_, [&](const Note& note) { return note.level >= level; });
  }
  std::vector<Note> notes_;  ///< levels never decrease, but for copies
};

struct CountedMember {
  SlotRef slot;
  const AttributeInfo* counter;
  std::int64_t by;
  std::uint8_t level;
  bool was_null;
  bool unchanged = false;  ///< as it was undone: the user had set no other value
};

/// Counters of records at hand that moved along with rows of others. They go back together with the fingerprints: what
/// was never committed must not look like a value that the user has set.
class CountedMembers : public MemberNotes<CountedMember> {
 public:
  /// Moves the member, and what was loaded, too, unless the user has set another value. Nothing where the member is too
  /// old to: what it counted up to is not what there was to count.
  void move(Slot& owner, const AttributeInfo& counter, std::int64_t by, std::uint8_t level);

  // Those of this level and of the levels in it. Between the two calls, fingerprints go back.
  void before_undo(std::uint8_t level) noexcept;
  void undo(std::uint8_t level) noexcept;
};

struct RereadMember {
  SlotRef slot;
  const AttributeInfo* attribute;
  Value before, read;
  std::uint8_t level;
};

/// Values that records had before a reload in a transaction that had written, or before an INSERT filled in others.
/// What was read may never be committed: if it is undone, it must look neither like what is in the row nor like what
/// the user has set.
class RereadMembers : public MemberNotes<RereadMember> {
 public:
  /// The record is about to get the attributes of `read`, an object of its model.
  void note(Slot& slot, const void* read, std::uint8_t level);
  /// The attribute, which had the value `before`, has one of the database's.
  void filled_in(Slot& slot, const AttributeInfo& attribute, const Value& before, std::uint8_t level);
  /// Those of this level and of the levels in it, once fingerprints are back. What the user set since stays.
  void undo(std::uint8_t level) noexcept;
};

}  // namespace rowan
