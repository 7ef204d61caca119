// The rows of a document of fixtures, and what they say of each other.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/json_view.hpp"
#include "rowan/core/json.hpp"
#include "rowan/model/any_record.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan::testing {

struct FixtureRow;

/// By a belongs_to.
struct FixtureReference {
  const AssociationInfo* way;  ///< resolved; of a reference to one of several models, the branch
  FixtureRow* target;
  std::string where;  ///< "fixtures.json: books.solaris.author"
  bool late = false;  ///< it closes a circle: set when both rows are there
  bool done = false;  ///< it is set
};

/// By a many_to_many.
struct FixtureLink {
  const AssociationInfo* association;
  FixtureRow* target;
  std::string where;
};

/// One row to be saved. Its record has the attributes that are given as such.
struct FixtureRow {
  enum class State : std::uint8_t { waiting, begun, ordered };
  const ModelInfo* model;
  std::string where;  ///< "fixtures.json: books.solaris"
  JsonView json;
  AnyRecord record;
  std::vector<FixtureReference> references{};
  std::vector<FixtureLink> links{};
  std::map<const AttributeInfo*, std::string> given{};  ///< the columns that were set, and by what
  State state = State::waiting;                         ///< of the search for their order
};

/// Reads a document. Knows no database.
class FixtureRows {
 public:
  using Labels = std::map<std::string, FixtureRow*, std::less<>>;

  /// `source` is for messages. @throws FixtureError.
  FixtureRows(std::string_view text, std::string source);
  FixtureRows(const FixtureRows&) = delete;
  FixtureRows& operator=(const FixtureRows&) = delete;

  /// In the order of the document.
  [[nodiscard]] std::deque<FixtureRow>& rows() noexcept { return rows_; }
  /// Of each table's own model.
  [[nodiscard]] const std::map<const ModelInfo*, Labels>& by_label() const noexcept { return by_label_; }

 private:
  void add_set(const JsonMember& set);
  [[nodiscard]] const ModelInfo& model_of_set(std::string_view name, const std::string& where) const;
  void read(FixtureRow& row, const JsonMember& member);
  void set(FixtureRow& row, const JsonMember& member, const std::string& where);
  void refer(FixtureRow& row, const AssociationInfo& association, JsonView json, const std::string& where);
  void link(FixtureRow& row, const AssociationInfo& association, JsonView json, const std::string& where);
  FixtureRow& labelled_in_set(const AssociationInfo& association, JsonView json, const std::string& where);
  FixtureRow& labelled(const ModelInfo& model, JsonView json, const std::string& where);

  const std::string source_;
  const Json document_;
  const std::vector<const ModelInfo*> models_;
  std::deque<FixtureRow> rows_;  ///< a deque, for they stay where they are
  std::map<const ModelInfo*, Labels> by_label_;
};

/// The rows in an order in which each comes after those that it refers to. One reference of each circle, which may be
/// null, becomes late. @throws FixtureError for a circle without one.
[[nodiscard]] std::vector<FixtureRow*> in_order_of_references(std::deque<FixtureRow>& rows);

}  // namespace rowan::testing
