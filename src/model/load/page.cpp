// Portions of a relation between cursors.
#include "rowan/model/page.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "association/load.hpp"
#include "model/load/cursor_text.hpp"
#include "model/load/hydrate.hpp"
#include "model/load/key_set.hpp"
#include "model/load/one_order.hpp"
#include "model/load/run_query.hpp"
#include "model/load/run_sql.hpp"
#include "model/load/tell_found.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/each.hpp"
#include "rowan/query/ast.hpp"
#include "rowan/query/composition.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan {
namespace {

template <class Change>
std::shared_ptr<const detail::CursorEnds> changed(const std::shared_ptr<const detail::CursorEnds>& ends,
                                                  const Change& change) {
  auto made = ends ? std::make_shared<detail::CursorEnds>(*ends) : std::make_shared<detail::CursorEnds>();
  change(*made);
  return made;
}

bool has_computed(const std::vector<KeySetTerm>& terms) {
  return std::any_of(terms.begin(), terms.end(), [](const KeySetTerm& term) { return term.attribute == nullptr; });
}

// Records, and behind their columns what else their order is made by.
void give_order_values(SelectQuery& query, const std::vector<KeySetTerm>& terms, const AttributeList& columns) {
  if (!has_computed(terms) || query.distinct) return;  // distinct() refuses an order by what is not given back
  for (const AttributeInfo* attribute : columns) query.outputs.push_back(ast::column(attribute->name));
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (terms[i].attribute == nullptr) query.outputs.push_back(query.order[i].expr);
  }
}

// The attributes in each row, in order. Those that the order asks for are read in any case.
std::vector<const AttributeInfo*> columns_of(SelectQuery& query, const std::vector<KeySetTerm>& terms) {
  if (query.only) {
    std::vector<std::string> names = *query.only;
    for (const KeySetTerm& term : terms) {
      if (term.attribute != nullptr) names.push_back(term.attribute->name);
    }
    query.only = std::make_shared<const std::vector<std::string>>(std::move(names));
    return loaded_attributes(*query.model, *query.only);
  }
  std::vector<const AttributeInfo*> all;
  for (const AttributeInfo& attribute : query.model->attributes) all.push_back(&attribute);
  return all;
}

/// The rows of one page as they are read, and the values of its ends.
class PageRows {
 public:
  PageRows(const ModelInfo& model, const std::vector<const AttributeInfo*>& columns,
           const std::vector<KeySetTerm>& terms, const std::shared_ptr<DatabaseCore>& database,
           const LoadOptions& options, std::size_t most, bool forwards)
      : model_(model),
        columns_(columns),
        terms_(terms),
        records_(model, database, options, most, columns.size() < model.attributes.size() ? &columns : nullptr),
        most_(most),
        forwards_(forwards) {}

  void read(Statement& statement, const std::vector<CompiledSql::Output>& outputs) {
    while (!more_ && statement.step()) {
      more_ = records_.size() == most_;
      if (more_) return;
      records_.add(statement);
      const bool begins = records_.size() == 1;
      if (!begins && forwards_ && records_.size() < most_) continue;
      last_ = order_values(statement, outputs);
      if (begins) first_ = last_;
    }
  }
  [[nodiscard]] bool empty() const { return size() == 0; }
  [[nodiscard]] std::size_t size() const { return records_.size(); }
  [[nodiscard]] bool more() const { return more_; }
  [[nodiscard]] const std::vector<Value>& first() const { return first_; }
  [[nodiscard]] const std::vector<Value>& last() const { return last_; }
  [[nodiscard]] RecordSet finish() { return records_.finish(); }

 private:
  std::vector<Value> order_values(Statement& statement, const std::vector<CompiledSql::Output>& outputs) const {
    std::vector<Value> values;
    int behind = static_cast<int>(columns_.size());
    for (const KeySetTerm& term : terms_) {
      if (const AttributeInfo* attribute = term.attribute) {
        const auto place = std::find(columns_.begin(), columns_.end(), attribute) - columns_.begin();
        values.push_back(loaded_value(statement, static_cast<int>(place), {attribute->type.kind, &model_, attribute}));
      } else {
        const int column = behind++;
        values.push_back(loaded_value(statement, column, outputs[static_cast<std::size_t>(column)]));
      }
    }
    return values;
  }

  const ModelInfo& model_;
  const std::vector<const AttributeInfo*>& columns_;
  const std::vector<KeySetTerm>& terms_;
  RecordBuilder records_;
  std::size_t most_;
  bool forwards_;  ///< where the last row matters only if the page is full
  std::vector<Value> first_, last_;
  bool more_ = false;
};

}  // namespace

SelectQuery in_usual_order(SelectQuery&& turned) {
  SelectQuery usual;
  usual.model = turned.model;
  usual.order = turned.order;
  turn(usual.order);
  if (!turned.outputs.empty()) usual.distinct = std::exchange(turned.distinct, false);
  usual.outputs = std::exchange(turned.outputs, {});
  usual.lock = turned.lock;
  usual.only = std::exchange(turned.only, {});
  auto parts = std::make_shared<Composition>();
  parts->source = std::make_shared<const SelectQuery>(std::move(turned));
  usual.composition = std::move(parts);
  return usual;
}

void RelationBase::begin_after(std::string_view cursor, CursorRow row) {
  ends_ = changed(ends_, [&](detail::CursorEnds& ends) {
    ends.after = cursor;
    ends.after_row = row;
  });
}

void RelationBase::end_before(std::string_view cursor, CursorRow row) {
  ends_ = changed(ends_, [&](detail::CursorEnds& ends) {
    ends.before = cursor;
    ends.before_row = row;
  });
}

// From one end only, a limit counts from there.
bool RelationBase::reads_backwards() const {
  return ends_ && ends_->before && !ends_->after && !ends_->from_first && (query_.limit || query_.offset);
}

void RelationBase::count_from_first() {
  if (ends_) ends_ = changed(ends_, [](detail::CursorEnds& ends) { ends.from_first = true; });
}

// Where a limit counts from the other end, the first row is known only when all of them are.
void RelationBase::take_first() {
  if (reads_backwards()) return;
  count_from_first();
  query_.limit = std::min<std::uint64_t>(query_.limit.value_or(1), 1);
}

void detail::refuse_second_walk() {
  throw QueryError("each() gives its records once, and a loop began already: call each() again for another loop");
}

void detail::refuse_moved_walk() {
  throw QueryError("this each() was moved from: loop over the one that it was moved to, or call each() again");
}

void RelationBase::keep_between_cursors(SelectQuery& query) const {
  const std::vector<KeySetTerm> terms = key_set(query);
  const std::uint64_t print = print_of(*query.model, terms);
  const auto narrow = [&](const std::optional<std::string>& cursor, CursorRow row, bool backwards) {
    if (!cursor) return;
    const std::vector<Value> values = cursor_values(*cursor, print, terms.size());
    query.where = query.where && beyond(terms, values, backwards, row == CursorRow::included);
  };
  narrow(ends_->after, ends_->after_row, false);
  narrow(ends_->before, ends_->before_row, true);
  query.order = order_of(terms);
  if (reads_backwards()) turn(query.order);
}

detail::LoadedPage RelationBase::load_page(std::int64_t size) const {
  constexpr std::int64_t most = std::int64_t{1} << 40;  // one more than a page has must be a number, too
  if (size <= 0 || size > most)
    throw QueryError(fmt::format("page({}) makes no sense: give the number of rows of a page", size));
  if (query_.limit || query_.offset)
    throw QueryError("a page is a limit by itself, and cursors say where it begins: take limit(…) and offset(…) away");
  const SelectQuery own = own_query();
  require_each_once(own, "paged");
  if (gives_nothing()) return {};
  RelationBase asked(*this);
  asked.ends_ = changed(ends_, [](detail::CursorEnds&) {});
  asked.set_limit(size);
  const bool backwards = asked.reads_backwards();
  if (!backwards) asked.set_limit(size + 1);  // one more tells whether there are more
  SelectQuery query = asked.bound_query();
  const std::vector<KeySetTerm> terms = key_set(own);
  const std::vector<const AttributeInfo*> columns = columns_of(query, terms);
  give_order_values(query, terms, columns);
  const auto database = resolve_database();
  require_transaction_for_lock(query, *database);
  if (!options_.preloads.empty()) check_preloads(*query.model, options_.preloads);
  for (const KeySetTerm& term : terms) {
    const AttributeAt at = attribute_at(*query.model, term.order.expr);
    if (at.attribute != nullptr) require_one_order(*at.model, *at.attribute, *database);
  }
  const auto rows = run_read(*database, query, options_, load_question,
                             [&](Statement& statement, Execution& execution, const auto& outputs) {
                               auto read = std::make_unique<PageRows>(*query.model, columns, terms, database, options_,
                                                                      static_cast<std::size_t>(size), !backwards);
                               read->read(statement, outputs);
                               execution.rows = read->size();
                               return read;
                             });
  detail::LoadedPage page{rows->finish()};
  if (!options_.preloads.empty()) preload(slots_of(page.records), options_.preloads, database, options_);
  if (query.model->tells_found) tell_found(page.records);
  if (page.records.empty()) return page;
  const std::uint64_t print = print_of(*query.model, terms);
  if (backwards || rows->more()) page.next = cursor_text(print, rows->last());
  const bool full = page.size() == static_cast<std::size_t>(size);
  if (backwards ? !full : !ends_ || !ends_->after) return page;
  const std::string first = cursor_text(print, rows->first());
  asked.ends_ = std::make_shared<const detail::CursorEnds>(detail::CursorEnds{{}, first});
  asked.query_.limit.reset();
  if (!backwards || asked.any_row()) page.previous = first;
  return page;
}

}  // namespace rowan
