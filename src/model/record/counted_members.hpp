// What the library puts into members of records at hand, until the transaction ends: it counts in loaded owners, and
// reads rows again.
#pragma once

#include <cstdint>
#include <vector>

#include "rowan/core/value.hpp"
#include "rowan/model/slot.hpp"
#include "rowan/reflect/attribute_info.hpp"

namespace rowan {

/// Counters of records at hand that moved along with rows of others. They go back together with the fingerprints: what
/// was never committed must not look like a value that the user has set.
class CountedMembers {
 public:
  /// Moves the member, and what was loaded, too, unless the user has set another value. Nothing where the member is too
  /// old to: what it counted up to is not what there was to count.
  void move(Slot& owner, const AttributeInfo& counter, std::int64_t by, std::uint8_t level);
  /// What `original` has counted, `copy` has, too.
  void copy(const Slot& original, Slot& copy);
  void released(std::uint8_t level) noexcept;
  void committed() noexcept { moves_.clear(); }

  // Those of this level and of the levels in it. Between the two calls, fingerprints go back.
  void before_undo(std::uint8_t level) noexcept;
  void undo(std::uint8_t level) noexcept;

 private:
  struct Move {
    SlotRef owner;
    const AttributeInfo* counter;
    std::int64_t by;
    std::uint8_t level;
    bool was_null;
    bool unchanged = false;  ///< as it was undone: the user had set no other value
  };
  static void take_back(const Move& move) noexcept;
  std::vector<Move> moves_;  ///< levels never decrease, but for copies
};

/// Values that records had before a reload in a transaction that had written, or before an INSERT filled in others.
/// What was read may never be committed: if it is undone, it must look neither like what is in the row nor like what
/// the user has set.
class RereadMembers {
 public:
  /// The record is about to get the attributes of `read`, an object of its model.
  void note(Slot& slot, const void* read, std::uint8_t level);
  /// The attribute, which had the value `before`, has one of the database's.
  void filled_in(Slot& slot, const AttributeInfo& attribute, const Value& before, std::uint8_t level);
  /// What was read into `original`, `copy` has, too.
  void copy(const Slot& original, Slot& copy);
  void released(std::uint8_t level) noexcept;
  void committed() noexcept { members_.clear(); }
  /// Those of this level and of the levels in it, once fingerprints are back. What the user set since stays.
  void undo(std::uint8_t level) noexcept;

 private:
  struct Member {
    SlotRef slot;
    const AttributeInfo* attribute;
    Value before, read;
    std::uint8_t level;
  };
  static void take_back(const Member& member) noexcept;
  std::vector<Member> members_;
};

}  // namespace rowan
