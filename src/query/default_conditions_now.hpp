// What hides rows in one thread, for another one that works for it.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <vector>

#include "rowan/query/expr.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

extern constinit std::atomic<std::uint32_t> default_condition_count;

/// Whether any model has a default condition: all that a query costs where none has.
inline bool any_default_conditions() noexcept { return default_condition_count.load(std::memory_order_acquire) != 0; }

/// The default conditions of all models as this thread has them now: they may depend on who is at work in it.
class DefaultConditionsNow {
 public:
  /// Asks them all. What one throws, it throws where its model is asked for.
  DefaultConditionsNow();

  /// While it lives, its thread has these conditions instead of its own. They outlive it.
  class InForce {
   public:
    explicit InForce(const DefaultConditionsNow& conditions) noexcept;
    InForce(const InForce&) = delete;
    InForce& operator=(const InForce&) = delete;
    ~InForce();

   private:
    const DefaultConditionsNow* outer_;
  };

  [[nodiscard]] Expr of(const ModelInfo& model) const;

 private:
  struct Condition {
    const ModelInfo* model;
    Expr condition;
    std::exception_ptr refused;
  };
  std::vector<Condition> conditions_;
};

}  // namespace rowan
