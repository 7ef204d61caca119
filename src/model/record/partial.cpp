#include "model/record/partial.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "association/handle_at.hpp"
#include "model/record/fingerprints.hpp"
#include "model/record/lifecycle.hpp"
#include "model/record/members.hpp"
#include "model/record/words.hpp"
#include "rowan/core/error.hpp"
#include "rowan/query/binder.hpp"

namespace rowan {
namespace {

constexpr std::size_t bits = 64;

std::size_t mask_words(const ModelInfo& model) { return (model.attributes.size() + bits - 1) / bits; }

// Of a row: which attributes were not loaded, which of them were given by name, the members as constructed.
struct Area {
  explicit Area(const Slot& slot) : model(slot.block->model()), words(slot.block->unloaded(slot.row)) {}
  [[nodiscard]] bool not_loaded(const AttributeInfo& attribute) const { return bit(words, attribute); }
  [[nodiscard]] bool given(const AttributeInfo& attribute) const { return bit(words + mask_words(model), attribute); }
  void give(const AttributeInfo& attribute) const {
    words[mask_words(model) + attribute.index / bits] |= std::uint64_t{1} << attribute.index % bits;
  }
  [[nodiscard]] std::uint64_t* constructed() const { return words + 2 * mask_words(model); }

  const ModelInfo& model;
  std::uint64_t* words;

 private:
  static bool bit(const std::uint64_t* mask, const AttributeInfo& attribute) {
    return (mask[attribute.index / bits] >> attribute.index % bits & 1U) != 0;
  }
};

std::size_t area_size(const ModelInfo& model) { return 2 * mask_words(model) + model.fingerprint_words; }

bool same(const AttributeInfo& attribute, const std::uint64_t* words, const std::uint64_t* constructed) {
  return std::equal(words, words + attribute.ops->words, constructed + attribute.word);
}

bool is_as_constructed(const Slot& slot, const AttributeInfo& attribute, const std::uint64_t* constructed) {
  const std::uint64_t* loaded = slot.block->fingerprints(slot.row);
  if (loaded != nullptr && !same(attribute, loaded + attribute.word, constructed)) return false;
  if (slot.self == nullptr) return true;
  std::array<std::uint64_t, 4> now{};
  attribute.ops->fingerprint(member_of(object_of(slot.block->model(), *slot.self), attribute), now.data());
  return same(attribute, now.data(), constructed);
}

// It was assigned, though its key is yet to come.
bool holds_new_target(const Slot& slot, const AttributeInfo& attribute) {
  if (attribute.association == nullptr || slot.self == nullptr) return false;
  void* object = slot.self->object();
  return belongs_to_at(object, *attribute.association).held() != nullptr;
}

/// The first of the columns by which a record finds its targets that was not loaded, or null.
const AttributeInfo* missing_part(const AssociationInfo& association, const Slot& owner) noexcept {
  if (association.type != nullptr && association.refers() && is_missing(&owner, *association.type))
    return association.type;
  const auto& key = association.refers() ? association.foreign_key : association_owner_key(association);
  const auto found = std::ranges::find_if(key, [&](const AttributeInfo* part) { return is_missing(&owner, *part); });
  return found == key.end() ? nullptr : *found;
}

}  // namespace

void mark_partial(const ModelInfo& model, const std::vector<const AttributeInfo*>& loaded, const void* object,
                  Slot& slot) {
  slot.partial = loaded.size() < model.attributes.size();
  if (!slot.partial) return;
  std::uint64_t* words = slot.block->need_unloaded(slot.row, area_size(model));
  std::fill_n(words, mask_words(model), ~std::uint64_t{0});
  std::fill_n(words + mask_words(model), mask_words(model), std::uint64_t{0});
  for (const AttributeInfo* attribute : loaded)
    words[attribute->index / bits] &= ~(std::uint64_t{1} << attribute->index % bits);
  take_fingerprints(model, object, Area(slot).constructed());
}

void copy_partial(const Slot& from, Slot& to) {
  to.partial = from.partial;
  const std::uint64_t* words = from.block->unloaded(from.row);
  const std::size_t size = area_size(from.block->model());
  if (words != nullptr) copy_words(words, size, to.block->need_unloaded(to.row, size));
}

bool needs_the_rest(const ModelInfo& model, const Slot& slot) noexcept {
  return model.callbacks || concerns_others(model) ||
         (slot.block->database && slot.block->database->transaction() != nullptr);
}

bool lacks(const Slot& slot, const AttributeInfo& attribute) noexcept {
  if (holds_new_target(slot, attribute)) return false;
  const Area area(slot);
  return area.not_loaded(attribute) && !area.given(attribute) && is_as_constructed(slot, attribute, area.constructed());
}

bool was_not_loaded(const Slot* slot, const AttributeInfo& attribute) noexcept {
  return slot != nullptr && slot->block != nullptr && slot->partial && Area(*slot).not_loaded(attribute);
}

bool was_saved_since(const Slot& slot, const AttributeInfo& attribute) noexcept {
  const std::uint64_t* loaded = slot.block->fingerprints(slot.row);
  if (loaded == nullptr) return false;
  const Area area(slot);
  bool given = true;  // by name, and yet to be sent
  for (std::size_t i = 0; i < attribute.ops->words; ++i)
    given = given && loaded[attribute.word + i] == ~area.constructed()[attribute.word + i];
  return !given && !same(attribute, loaded + attribute.word, area.constructed());
}

void require_loaded(const ModelBase& record, const AttributeInfo& attribute) {
  if (!is_missing(record.slot(), attribute)) return;
  const ModelInfo& model = record.model_info();
  ErrorDetails details;
  details.table = model.table;
  details.columns = {attribute.column};
  throw AttributeNotLoaded(
      fmt::format("{0}.{1} was not loaded: add it to the only(…) of the query, or load_missing() of the record first",
                  model.name, attribute.name),
      std::move(details));
}

bool lacks_key(const AssociationInfo& association, const Slot& owner) noexcept {
  return owner.partial && missing_part(association, owner) != nullptr;
}

void require_key_loaded(const AssociationInfo& association, const Slot& owner) {
  if (!owner.partial || owner.self == nullptr) [[likely]]
    return;
  if (const AttributeInfo* part = missing_part(association, owner)) require_loaded(*owner.self, *part);
}

// What the row has is not known, so any value is another one.
void note_given(const ModelBase& record, const AttributeInfo& attribute) {
  if (!is_missing(record.slot(), attribute)) return;
  const Slot& slot = *record.slot();
  const Area area(slot);
  area.give(attribute);
  std::uint64_t* loaded = slot.block->fingerprints(slot.row);
  if (loaded == nullptr) return;
  for (std::size_t i = 0; i < attribute.ops->words; ++i)
    loaded[attribute.word + i] = ~area.constructed()[attribute.word + i];
}

bool ModelBase::is_loaded(MemberName name) const {
  detail::require_not_moved(*this, "ask about");
  return !is_missing(slot_, model_info().attribute(name));
}

}  // namespace rowan
