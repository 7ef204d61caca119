// Records that code of the user's may move, or end, while the library works on them.
#pragma once

#include <string_view>

#include "rowan/model/model_base.hpp"

namespace rowan {

/// Holds on to a record while callbacks run, and tells whether it is still where it was. Memory that belongs to the
/// library, a list's or a handle's, stays until the anchor's end; for other memory `in_place()` must be asked before
/// the record is touched again.
class Anchor {
 public:
  explicit Anchor(ModelBase& record);
  Anchor(Anchor&& other) noexcept
      : slot_(std::move(other.slot_)), at_(other.at_), kept_(std::exchange(other.kept_, nullptr)) {}
  Anchor& operator=(Anchor&&) = delete;
  ~Anchor() {
    if (kept_ != nullptr) kept_->drop_strong();
  }

  [[nodiscard]] bool in_place() const noexcept { return slot_->self == at_; }
  /// @throws RecordMoved where it is not: "can't go on to save …".
  void require_in_place(std::string_view operation) const {
    if (!in_place()) [[unlikely]]
      refuse(operation);
  }
  [[nodiscard]] Slot& slot() const noexcept { return *slot_.get(); }

 private:
  [[noreturn]] void refuse(std::string_view operation) const;
  SlotRef slot_;
  ModelBase* at_;
  Block* kept_ = nullptr;
};

}  // namespace rowan
