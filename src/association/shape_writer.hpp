// Records as JSON in a shape, with their targets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/model/json_shape.hpp"
#include "rowan/model/model_base.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

/// Writes any number of records in one shape, which outlives it.
class ShapeWriter {
 public:
  struct Options {
    std::uint64_t most_records = std::numeric_limits<std::uint64_t>::max();  ///< each counts whenever it is written
    bool loads = true;  ///< targets that are not loaded; else they are none
  };
  explicit ShapeWriter(const JsonShape& shape, const Options& options) : shape_(shape), options_(options) {}

  /// @throws QueryError for an unknown name, for more than 16 steps, and when it wrote too many.
  std::string record(ModelBase& record) { return written(record, shape_, 0, nullptr); }

 private:
  /// `referring`: the association that led to it.
  std::string written(ModelBase& record, const JsonShape& shape, std::size_t steps, const AssociationInfo* referring);
  std::string targets_of(ModelBase& owner, const AssociationInfo& association, const JsonBranch& branch,
                         std::size_t steps);
  [[nodiscard]] ModelBase* one(ModelBase& owner, const AssociationInfo& association, std::string_view name) const;
  [[nodiscard]] std::vector<ModelBase*> many(ModelBase& owner, const AssociationInfo& association) const;
  [[nodiscard]] std::vector<const AttributeInfo*> attributes_of(const ModelInfo& model, const JsonShape& shape) const;

  const JsonShape& shape_;
  Options options_;
  std::uint64_t records_ = 0;
};

}  // namespace rowan
