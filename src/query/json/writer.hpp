// Trees of queries as JSON.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rowan/query/ast.hpp"
#include "rowan/query/order.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {

class QueryJsonWriter {
 public:
  /// `groups`: what rows are grouped by, where that may be named; it outlives the writer, as the model does.
  explicit QueryJsonWriter(const ModelInfo& model, const std::vector<Expr>* groups = nullptr)
      : model_(model), groups_(groups) {}

  [[nodiscard]] std::string condition(const Expr& expr) const;
  [[nodiscard]] std::string value(const Expr& expr) const;
  [[nodiscard]] std::string order(const OrderTerm& term) const;
  /// "author.name" where the tree is a path to an attribute; else empty.
  static std::string path(const Expr& expr);

 private:
  // Conditions, as objects.
  std::string part(const ast::And& all) const { return list("and", all.terms); }
  std::string part(const ast::Or& any) const { return list("or", any.terms); }
  std::string part(const ast::Not& negation) const { return member("not", condition(negation.operand)); }
  std::string part(const ast::AlwaysFalse&) const { return "false"; }
  std::string part(const ast::Comparison& comparison) const;
  std::string part(const ast::NullTest& test) const;
  std::string part(const ast::InList& in) const;
  std::string part(const ast::Between& range) const;
  std::string part(const ast::TextMatch& match) const;
  std::string part(const ast::HasElement& test) const;
  std::string part(const ast::Quantifier& quantifier) const;
  template <class Part>
  std::string part(const Part& other) const;
  /// What is asked of the model's own rows.
  const Expr& of_own(const ast::OfSource& of) const;

  // Values.
  std::string value_part(const ast::Literal& literal) const;
  std::string value_part(const ast::Call& call) const;
  std::string value_part(const ast::Case& choice) const;
  std::string value_part(const ast::Aggregate& aggregate) const;
  std::string value_part(const ast::OfTargets& targets) const;
  std::string value_part(const ast::GroupKey& key) const;
  std::string value_part(const ast::Window& window) const;
  template <class Part>
  std::string value_part(const Part& condition) const;

  static std::string member(std::string_view name, const std::string& json);
  std::string list(std::string_view name, const std::vector<Expr>& terms) const;
  std::string test(const Expr& of, std::string_view word, const std::string& json) const;
  /// Whether it is an attribute of JSON, or may be one: of a path to one of several models that is not known here.
  [[nodiscard]] bool is_document(const Expr& expr) const;
  /// A value beside `of`: as a plain one where the reader will take it for the same.
  std::string beside(const Expr& of, const Expr& expr) const;
  std::string constant(const Expr& of, const Value& value) const;
  std::string aggregate(const ast::Aggregate& aggregate, const ModelInfo& model) const;
  std::string over(const ast::Window& window) const;

  const ModelInfo& model_;
  const std::vector<Expr>* groups_;
};

}  // namespace rowan
