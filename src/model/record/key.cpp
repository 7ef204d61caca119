#include "model/record/key.hpp"

#include "model/record/members.hpp"
#include "rowan/core/parameter_writer.hpp"
#include "rowan/model/slot.hpp"
#include "rowan/reflect/attribute_info.hpp"

namespace rowan {
namespace {

bool is_word(std::span<const AttributeInfo* const> attributes) {
  return attributes.size() == 1 && is_integer(attributes[0]->type.kind);
}

[[gnu::hot]] void write_word(ParameterWriter& parameters, int index, std::uint64_t word, TypeKind kind) {
  if (is_unsigned(kind))
    parameters.write(index, word);
  else
    parameters.write(index, static_cast<std::int64_t>(word));
}

Value word_value(std::uint64_t word, TypeKind kind) {
  if (is_unsigned(kind)) return Value(word);
  return Value(static_cast<std::int64_t>(word));
}

}  // namespace

Key make_key(std::vector<Value> parts) {
  auto box = std::make_shared<KeyBox>();
  for (const Value& part : parts) box->hash = box->hash * 31 + hash_value(part);
  box->parts = std::move(parts);
  Key key;
  key.word = box->hash;
  key.box = std::move(box);
  return key;
}

bool read_key(std::span<const AttributeInfo* const> attributes, const void* object, Key& key) {
  if (is_word(attributes)) {
    const void* member = member_of(object, *attributes[0]);
    if (attributes[0]->ops->is_null(member)) return false;
    attributes[0]->ops->fingerprint(member, &key.word);
    key.box.reset();
    return true;
  }
  std::vector<Value> parts;
  for (const AttributeInfo* attribute : attributes) {
    parts.push_back(stored_value(object, *attribute));
    if (parts.back().is_null()) return false;
  }
  key = make_key(std::move(parts));
  return true;
}

Key slot_key(const Slot& slot) {
  if (!slot.boxed) return {slot.key, nullptr};
  Key key;
  key.box = *reinterpret_cast<const std::shared_ptr<const KeyBox>*>(slot.key);
  key.word = key.box->hash;
  return key;
}

void set_slot_key(Slot& slot, Key key) {
  clear_slot_key(slot);
  if (key.box) {
    slot.key = reinterpret_cast<std::uint64_t>(new std::shared_ptr<const KeyBox>(std::move(key.box)));
    slot.boxed = true;
  } else {
    slot.key = key.word;
  }
}

void clear_slot_key(Slot& slot) noexcept {
  if (slot.boxed) delete reinterpret_cast<std::shared_ptr<const KeyBox>*>(slot.key);
  slot.boxed = false;
  slot.key = 0;
}

std::vector<Value> key_parts(const Key& key, std::span<const AttributeInfo* const> attributes) {
  if (key.box) return key.box->parts;
  return {word_value(key.word, attributes[0]->type.kind)};
}

[[gnu::hot]] void write_key(ParameterWriter& parameters, int index, const Key& key,
                            std::span<const AttributeInfo* const> attributes) {
  if (!key.box) return write_word(parameters, index, key.word, attributes[0]->type.kind);
  for (std::size_t i = 0; i < attributes.size(); ++i) {
    write_value(parameters, index + static_cast<int>(i), key.box->parts[i], attributes[i]->type.kind);
  }
}

void write_key_lists(ParameterWriter& parameters, int index, std::span<const Key> keys,
                     std::span<const AttributeInfo* const> attributes) {
  const TypeKind first = attributes[0]->type.kind;
  if (is_word(attributes) && first == TypeKind::int64) {
    std::vector<std::int64_t> words;
    words.reserve(keys.size());
    for (const Key& key : keys) words.push_back(static_cast<std::int64_t>(key.word));
    return parameters.write_integers(index, words);
  }
  for (std::size_t part = 0; part < attributes.size(); ++part) {
    std::vector<Value> values;
    values.reserve(keys.size());
    for (const Key& key : keys) values.push_back(key.box ? key.box->parts[part] : word_value(key.word, first));
    parameters.write_list(index + static_cast<int>(part), attributes[part]->type.kind, values);
  }
}

[[gnu::hot]] void write_slot_key(ParameterWriter& parameters, int index, const Slot& slot,
                                 std::span<const AttributeInfo* const> attributes) {
  if (!slot.boxed) return write_word(parameters, index, slot.key, attributes[0]->type.kind);
  // The shared box lives as long as the slot has this key: until the statement has been executed.
  write_key(parameters, index, slot_key(slot), attributes);
}

std::string to_string(const Key& key, std::span<const AttributeInfo* const> attributes) {
  const std::vector<Value> parts = key_parts(key, attributes);
  if (parts.size() == 1) return parts[0].to_string();
  std::string text;
  for (const Value& part : parts) text += (text.empty() ? "(" : ", ") + part.to_string();
  return text + ")";
}

}  // namespace rowan
