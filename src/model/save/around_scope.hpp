// What callbacks around an operation returned, until it is done.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "model/record/anchor.hpp"
#include "model/save/chain.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/reflect/callback_table.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// Of one record, which stays where it is in memory of the library's for as long as this lives.
class AroundScope {
 public:
  AroundScope() = default;
  AroundScope(AroundScope&&) noexcept = default;
  AroundScope& operator=(AroundScope&&) = delete;
  ~AroundScope() { leave(); }

  /// Calls those of the model, which has callbacks, and keeps what they return.
  void enter(const ModelInfo& model, AroundMoment moment, ModelBase& record, const SaveEvent& event);
  /// Destroys what is kept, the last one first. Meanwhile the record can be neither saved nor destroyed.
  void leave() noexcept;

 private:
  std::optional<Anchor> anchor_;
  std::vector<std::shared_ptr<void>> kept_;
};

}  // namespace rowan
