// Which parts of records to_json writes.
#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/fwd.hpp"

namespace rowan {

struct JsonBranch;
struct JsonShape;

/// Associations, each with the shape of its targets.
class JsonBranches {
 public:
  JsonBranches() noexcept;
  JsonBranches(std::initializer_list<JsonBranch> branches);
  JsonBranches(const JsonBranches& other);
  JsonBranches(JsonBranches&& other) noexcept;
  JsonBranches& operator=(JsonBranches other) noexcept;
  ~JsonBranches();

  [[nodiscard]] bool empty() const;
  [[nodiscard]] std::vector<JsonBranch>::const_iterator begin() const;
  [[nodiscard]] std::vector<JsonBranch>::const_iterator end() const;
  /// The shape of this association's targets, added where there is none.
  JsonShape& at(std::string_view association);

 private:
  std::vector<JsonBranch> list_;
};

/// `{.only = {"title"}, .include = {{"author", {.except = {"email"}}}, {"reviews"}}}`. Names that a model has not are a
/// QueryError.
struct JsonShape {
  std::vector<std::string> only{};    ///< the attributes; empty: all but secret ones
  std::vector<std::string> except{};  ///< but not these
  JsonBranches include{};             ///< the targets of these associations, loaded where they are not
  bool none = false;                  ///< no attribute at all, where `only` is empty
  /// Of the outermost shape: asked for each attribute of each model; null: all.
  std::function<bool(const ModelInfo& model, std::string_view attribute)> visible{};
};

struct JsonBranch {
  std::string association;
  JsonShape shape{};
};

inline JsonBranches::JsonBranches() noexcept = default;
inline JsonBranches::JsonBranches(std::initializer_list<JsonBranch> branches) : list_(branches) {}
inline JsonBranches::JsonBranches(const JsonBranches& other) = default;
inline JsonBranches::JsonBranches(JsonBranches&& other) noexcept = default;
inline JsonBranches& JsonBranches::operator=(JsonBranches other) noexcept {
  list_.swap(other.list_);
  return *this;
}
inline JsonBranches::~JsonBranches() = default;
inline bool JsonBranches::empty() const { return list_.empty(); }
inline std::vector<JsonBranch>::const_iterator JsonBranches::begin() const { return list_.begin(); }
inline std::vector<JsonBranch>::const_iterator JsonBranches::end() const { return list_.end(); }
inline JsonShape& JsonBranches::at(std::string_view association) {
  for (JsonBranch& branch : list_) {
    if (branch.association == association) return branch.shape;
  }
  return list_.emplace_back(JsonBranch{std::string(association), {}}).shape;
}

}  // namespace rowan
