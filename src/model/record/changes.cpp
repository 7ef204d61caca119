// What changed, by comparing fingerprints.
#include <array>
#include <cstring>

#include "association/shared_columns.hpp"
#include "model/record/attribute_mask.hpp"
#include "model/record/fingerprints.hpp"
#include "model/record/lifecycle.hpp"
#include "model/record/partial.hpp"
#include "rowan/model/model_base.hpp"

namespace rowan {
namespace {

const void* member_of(const ModelBase& record, const AttributeInfo& attribute) {
  return static_cast<const std::byte*>(record.object()) + attribute.offset;
}

bool differs(const ModelBase& record, const AttributeInfo& attribute, const std::uint64_t* loaded) {
  std::array<std::uint64_t, 4> words{};
  attribute.ops->fingerprint(member_of(record, attribute), words.data());
  return std::memcmp(words.data(), loaded + attribute.word, attribute.ops->words * sizeof(std::uint64_t)) != 0;
}

// `words`: its fingerprint. `kept`: the values of attributes declared keep_original() that belong to it.
std::optional<Value> before(const AttributeInfo& attribute, const std::uint64_t* words, const Value* kept) {
  if (attribute.ops->unfingerprint != nullptr) return attribute.ops->unfingerprint(words);
  if (attribute.keep_original && kept != nullptr) return kept[attribute.kept_index];
  return std::nullopt;
}

const std::uint64_t* loaded_words(const ModelBase& record) {
  const Slot* slot = record.slot();
  if (slot == nullptr || slot->block == nullptr) return nullptr;
  return slot->block->fingerprints(slot->row);
}

// A key that was assigned to a belongs_to changes the attributes whose columns it shares, too.
void settle(const ModelBase& record) {
  Errors ignored;
  if (record.model_info().shares_columns) bring_together(record.model_info(), record, ignored);
}

}  // namespace

bool ModelBase::changed() const {
  detail::require_not_moved(*this, "tell changes of");
  if (is_new()) return true;
  const std::uint64_t* loaded = loaded_words(*this);
  if (loaded == nullptr) return false;
  settle(*this);
  for (const AttributeInfo& attribute : model_info().attributes) {
    if (differs(*this, attribute, loaded)) return true;
  }
  return false;
}

bool ModelBase::changed(MemberName name) const {
  detail::require_not_moved(*this, "tell changes of");
  settle(*this);
  const AttributeInfo& attribute = model_info().attribute(name);
  const std::uint64_t* loaded = is_new() ? model_info().initial_fingerprints.data() : loaded_words(*this);
  return loaded != nullptr && differs(*this, attribute, loaded);
}

std::vector<Change> ModelBase::changes() const {
  detail::require_not_moved(*this, "tell changes of");
  settle(*this);
  std::vector<Change> list;
  const bool fresh = is_new();
  const std::uint64_t* loaded = fresh ? model_info().initial_fingerprints.data() : loaded_words(*this);
  if (loaded == nullptr) return list;
  for (const AttributeInfo& attribute : model_info().attributes) {
    if (!differs(*this, attribute, loaded)) continue;
    list.push_back({attribute.name,
                    fresh || was_not_loaded(slot_, attribute)
                        ? std::nullopt
                        : before(attribute, loaded + attribute.word, slot_->block->originals(slot_->row)),
                    attribute.ops->get(member_of(*this, attribute)), attribute.secret});
  }
  return list;
}

std::vector<Change> ModelBase::saved_changes() const {
  detail::require_not_moved(*this, "tell changes of");
  std::vector<Change> list;
  if (slot_ == nullptr || (!slot_->inserted && !slot_->updated)) return list;
  const std::uint64_t* saved = loaded_words(*this);
  for (const AttributeInfo& attribute : model_info().attributes) {
    std::optional<Value> previous;
    if (slot_->updated) {
      const std::uint64_t* replaced = slot_->block->replaced(slot_->row, attribute.word);
      const std::size_t bytes = attribute.ops->words * sizeof(std::uint64_t);
      if (replaced == nullptr || std::memcmp(replaced, saved + attribute.word, bytes) == 0) continue;
      if (!was_not_loaded(slot_, attribute))
        previous = before(attribute, replaced, slot_->block->previous_originals(slot_->row));
    }
    std::optional<Value> sent;  // of what was changed since, where the record can tell
    if (saved != nullptr && differs(*this, attribute, saved))
      sent = before(attribute, saved + attribute.word, slot_->block->originals(slot_->row));
    list.push_back({attribute.name, std::move(previous),
                    sent ? *std::move(sent) : attribute.ops->get(member_of(*this, attribute)), attribute.secret});
  }
  return list;
}

}  // namespace rowan
