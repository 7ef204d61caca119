// A primary or foreign key of any shape, to compare and to look up by.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "rowan/core/value.hpp"
#include "rowan/fwd.hpp"

namespace rowan {

/// The parts of a key that is not a single integer, as the columns hold them.
struct KeyBox {
  std::vector<Value> parts;
  std::uint64_t hash = 0;
};

/// A key: one integer in `word`, or `box` (shared, immutable) with its hash in `word`.
struct Key {
  std::uint64_t word = 0;
  std::shared_ptr<const KeyBox> box;

  friend bool operator==(const Key& left, const Key& right) {
    if (left.word != right.word) return false;
    if (!left.box || !right.box) return left.box == right.box;
    return left.box->parts == right.box->parts;
  }
};

struct KeyHash {
  std::size_t operator()(const Key& key) const noexcept { return key.word * 0x9E3779B97F4A7C15ULL >> 7; }
};

/// The key made of these attributes of a record (`object` is the most derived object). False when a part is NULL.
bool read_key(std::span<const AttributeInfo* const> attributes, const void* object, Key& key);
/// The key stored in a slot.
Key slot_key(const Slot& slot);
void set_slot_key(Slot& slot, Key key);
void clear_slot_key(Slot& slot) noexcept;
Key make_key(std::vector<Value> parts);
/// The parts of a key as values.
std::vector<Value> key_parts(const Key& key, std::span<const AttributeInfo* const> attributes);
/// Binds the parts from parameter `index` on; `key` must outlive the execution.
void write_key(ParameterWriter& parameters, int index, const Key& key,
               std::span<const AttributeInfo* const> attributes);
/// Binds all keys: their first parts as one list to parameter `index`, their second parts to the next, and so on. They
/// may be destroyed at once.
void write_key_lists(ParameterWriter& parameters, int index, std::span<const Key> keys,
                     std::span<const AttributeInfo* const> attributes);
/// The same for the key stored in a slot. An integer, the usual case, is bound without a copy of the key.
void write_slot_key(ParameterWriter& parameters, int index, const Slot& slot,
                    std::span<const AttributeInfo* const> attributes);
/// "5", "(3, 'de')": for messages.
std::string to_string(const Key& key, std::span<const AttributeInfo* const> attributes);

}  // namespace rowan
