#include "rowan/association/handle.hpp"

#include <fmt/format.h>

#include "model/load/hydrate.hpp"
#include "model/record/lifecycle.hpp"
#include "rowan/core/error.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

const AssociationInfo& HandleBase::association() const {
  return owner_->block->model().associations[association_].resolved();
}

void HandleBase::refuse_moved() const {
  if (is_bound())
    throw RecordMoved(
        "an association was used that another record's was moved to, which can't be: reset() it, then add, "
        "link or set its records");
  throw RecordMoved("an association was used that was moved away, with its record or alone: use it where it is now");
}

void HandleBase::require_other_record(const ModelInfo& target, const void* object) const {
  const auto* from = static_cast<const std::byte*>(object);
  const auto* own = reinterpret_cast<const std::byte*>(this);
  if (own < from || own >= from + target.object.size) return;
  throw Unsupported(
      fmt::format("a {} can't be moved into an association of itself: give it away to another record", target.name));
}

bool HandleBase::is_member() const noexcept {
  if (owner_ == nullptr || owner_->self == nullptr) return false;
  const ModelInfo& model = owner_->block->model();
  const auto* object = static_cast<const std::byte*>(object_of(model, *owner_->self));
  return reinterpret_cast<const std::byte*>(this) == object + model.associations[association_].offset;
}

void HandleBase::adopt_owner(const HandleBase& other) noexcept {
  association_ = other.association_;
  flags_ = other.flags_ & (bound | present | assigned | moved_from);
  Slot* owner = detail::owner_for_copy(other.owner_, this);
  owner_ = owner != nullptr ? owner : other.owner_;
  if (owner_ != nullptr) owner_->block->add_reference();
}

HandleBase& HandleBase::operator=(const HandleBase& other) noexcept {
  if (this == &other) return *this;
  if (is_member()) {
    flags_ = bound | (other.flags_ & (present | assigned));
    return *this;
  }
  Slot* old = owner_;
  adopt_owner(other);
  if (old != nullptr) old->block->drop_reference();
  return *this;
}

HandleBase& HandleBase::operator=(HandleBase&& other) noexcept {
  if (this == &other) return *this;
  if (is_member()) {
    flags_ = bound | (other.flags_ & (present | assigned | strong | absent));
    if (other.owner_ != nullptr) std::exchange(other.owner_, nullptr)->block->drop_reference();
    other.flags_ = moved_from;
    return *this;
  }
  if (owner_ != nullptr) owner_->block->drop_reference();
  owner_ = std::exchange(other.owner_, nullptr);
  association_ = other.association_;
  flags_ = std::exchange(other.flags_, moved_from);
  return *this;
}

}  // namespace rowan
