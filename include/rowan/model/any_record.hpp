// A record of a model that only run time knows: for tools, served APIs and whatever works by name.
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "rowan/export.hpp"
#include "rowan/fwd.hpp"
#include "rowan/model/model_base.hpp"

namespace rowan {

/// Owns one record; what it can do is ModelBase's. Moves, never copies. To one thread at a time, as any record.
///
///   AnyRecord user("User");
///   user->set("email", "ann@example.com");
///   user->save_or_throw();
class ROWAN_EXPORT AnyRecord {
 public:
  /// A new record of the model, as its default constructor makes it.
  explicit AnyRecord(const ModelInfo& model);
  /// As above, of the model with this name, qualified or short. @throws MappingError naming near misses.
  explicit AnyRecord(std::string_view model);
  AnyRecord(AnyRecord&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  AnyRecord& operator=(AnyRecord&& other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~AnyRecord();

  /// Sets by name and saves. @throws RecordInvalid, RecordNotSaved.
  static AnyRecord create(std::string_view model, std::initializer_list<NamedValue> values);
  /// By primary key, one value for each of its columns, or nothing when there is no such row.
  static std::optional<AnyRecord> find_if(const ModelInfo& model, std::span<const Value> key);
  static std::optional<AnyRecord> find_if(std::string_view model, std::initializer_list<Value> key);

  // Not after it was moved from.
  ModelBase& operator*() const noexcept;
  ModelBase* operator->() const noexcept { return &**this; }

 private:
  explicit AnyRecord(Block* block) : block_(block) {}
  Block* block_ = nullptr;
};

}  // namespace rowan
