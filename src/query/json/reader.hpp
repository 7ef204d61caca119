// Trees of queries out of JSON, with every name looked up, and with limits.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/json_view.hpp"
#include "rowan/query/order.hpp"
#include "rowan/query/query_json.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

class QueryJsonReader {
 public:
  /// The limits outlive it.
  explicit QueryJsonReader(const QueryLimits& limits) : limits_(limits) {}

  [[nodiscard]] Expr condition(const ModelInfo& model, JsonView json);
  /// A text is an attribute, or a path to one.
  [[nodiscard]] Expr value(const ModelInfo& model, JsonView json);
  [[nodiscard]] OrderTerm order(const ModelInfo& model, JsonView json);
  /// A name, or names with points between them, to an attribute. @throws QueryError naming near misses.
  [[nodiscard]] Expr path(const ModelInfo& model, std::string_view names) { return operand(model, names).expr; }
  [[nodiscard]] const AttributeInfo& attribute(const ModelInfo& model, std::string_view name) const;
  /// Counts as a step. @throws QueryError naming near misses.
  [[nodiscard]] const AssociationInfo& association(const ModelInfo& model, std::string_view name);
  /// Without a refusal, or counting.
  [[nodiscard]] bool has_association(const ModelInfo& model, std::string_view name) const;
  /// Of an association of one model. @throws QueryError for one of several.
  [[nodiscard]] const ModelInfo& target(const AssociationInfo& association) const;

  /// What `read` gives for a part of the JSON: where it fails, the place is in the message.
  template <class Read>
  auto at(std::string_view step, const Read& read) {
    const std::size_t before = place_.size();
    if (!place_.empty() && !step.starts_with('[')) place_ += '.';
    place_ += step;
    auto made = read();
    place_.resize(before);  // after a failure it stays, for the message
    return made;
  }
  /// The JSON as a whole; adds the place to the message of what `read` throws.
  template <class Read>
  static auto whole(const QueryLimits& limits, std::string_view json, const Read& read) {
    QueryJsonReader reader(limits);
    try {
      reader.check_size(json);
      const Json document(json);
      return read(reader, JsonView(document.text()));
    } catch (const QueryError&) {
      reader.rethrow_with_place();
    } catch (const InvalidValue&) {
      reader.rethrow_with_place();
    }
  }
  /// All elements of an array, each read by `read`; `{…}` alone counts as an array of one.
  template <class Read>
  auto each(JsonView json, const Read& read) {
    std::vector<decltype(read(json))> made;
    const std::vector<JsonView> elements = json.is_array() ? json.elements() : std::vector{json};
    for (std::size_t i = 0; i < elements.size(); ++i)
      made.push_back(at('[' + std::to_string(i) + ']', [&] { return read(elements[i]); }));
    return made;
  }
  /// A part of the query, for as long as it is read. @throws QueryError where there are too many, or too deep.
  class Level;
  [[nodiscard]] Level level();
  [[nodiscard]] std::uint64_t number(JsonView json, std::uint64_t most, std::string_view limit) const;
  [[nodiscard]] std::string text(JsonView json) const;
  [[nodiscard]] bool yes_or_no(JsonView json) const;

 private:
  /// What a test is about: a value, and the attribute whose values it has, if it is one.
  struct Operand {
    Expr expr;
    const ModelInfo* model = nullptr;  ///< the attribute's
    const AttributeInfo* attribute = nullptr;
  };

  void check_size(std::string_view json) const;
  [[noreturn]] void rethrow_with_place() const;

  Operand operand(const ModelInfo& model, std::string_view names);
  Expr all(const ModelInfo& model, JsonView object);
  Expr member(const ModelInfo& model, const JsonMember& member);
  Expr about(const ModelInfo& model, const JsonMember& member);
  Expr quantified(const ModelInfo& model, std::string_view name, QuantifierKind kind, JsonView condition);
  /// Null where the word is none.
  Expr test(const ModelInfo& model, const Operand& of, std::string_view word, JsonView json);
  Expr tests(const ModelInfo& model, const Operand& of, const std::vector<JsonMember>& members);
  Expr computed(const ModelInfo& model, const std::vector<JsonMember>& members);
  Expr beside(const ModelInfo& model, const Operand& of, JsonView json);
  static Value literal(const Operand& of, JsonView json);
  [[nodiscard]] std::vector<Value> list(const Operand& of, JsonView json) const;

  Expr made(const ModelInfo& model, const std::vector<JsonMember>& members);
  Expr constant(const std::vector<JsonMember>& members) const;
  Expr choice(const ModelInfo& model, const std::vector<JsonMember>& members);
  Expr aggregate(const ModelInfo& model, AggregateFunction function, const std::vector<JsonMember>& members);
  /// What an aggregate is of; no tree: of the rows.
  Expr counted(const ModelInfo& model, AggregateFunction function, JsonView json);
  Expr call(const ModelInfo& model, Function function, JsonView arguments);
  Expr window(const ModelInfo& model, const std::vector<JsonMember>& members);
  Expr window(const ModelInfo& model, WindowFunction function, JsonView arguments, const ast::WindowRows& rows);
  ast::WindowRows window_rows(const ModelInfo& model, JsonView over);

  const QueryLimits& limits_;
  std::string place_;
  std::uint32_t levels_ = 0, parts_ = 0, associations_ = 0;
};

}  // namespace rowan
