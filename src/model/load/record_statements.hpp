// The prepared statements of one model on one connection.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "connection/schema_changes.hpp"
#include "connection/thread_state.hpp"
#include "model/load/query_shape.hpp"
#include "model/load/table_facts.hpp"
#include "model/record/attribute_mask.hpp"
#include "rowan/connection/connection.hpp"
#include "rowan/core/hash.hpp"
#include "rowan/query/row_lock.hpp"
#include "rowan/reflect/model_info.hpp"
#include "rowan/sql/statement_compiler.hpp"

namespace rowan {

/// What loads an association.
struct KeptLoad {
  AssociationLoadSql load;
  std::optional<KeptQuery> scope;  ///< how values of other scopes are bound; nothing: it serves one scope only
};

class RecordStatements : public ConnectionExtension {
 public:
  RecordStatements(Connection& connection, const ModelInfo& model);

  static RecordStatements& of(Connection& connection, const ModelInfo& model) {
    auto& place = connection.extension(model.id);
    return place ? static_cast<RecordStatements&>(*place) : make(connection, model);
  }

  /// Facts about the table; queried before the first write, and again after this process changed tables.
  const TableFacts& facts() {
    if (facts_as_of_ != schema_changes.load(std::memory_order_relaxed)) [[unlikely]]
      look_up();
    return facts_;
  }
  /// Refuses values in `object` that do not fit their columns exactly: those of `set`, or all when it is null. Asks the
  /// database once more before it does. Texts that it would spell in its own way become so.
  /// @throws InvalidValue naming model, attribute and column.
  void make_fit(void* object, const std::vector<const AttributeInfo*>* set = nullptr);
  /// Has the next write run in a savepoint of its own, see DriverConnection::guard_next_statement. What is asked about
  /// the table and its values before it leaves the guard to it.
  [[nodiscard]] bool guard_write();
  /// Takes that back, where the write was never sent.
  void forget_guard() noexcept;
  /// See TableFacts. Asks once more before it refuses.
  void require_comparable(const AttributeInfo& attribute);

  /// Whether an insert is the usual one, by mask: at most 64 attributes, no database defaults, and an integer key, if
  /// the database generates one, that the insert returns or the connection reports afterwards.
  [[nodiscard]] bool inserts_by_mask() const noexcept { return inserts_by_mask_; }
  [[nodiscard]] bool tells_last_key() const noexcept { return tells_last_key_; }

  Statement& find() {
    const bool usual = this_thread.tags == nullptr && find_ != nullptr && !connection_.runs(*find_);
    return usual ? *find_ : find_another();
  }
  Statement& find_and_lock(const RowLock& lock);
  /// Inserts these attributes; with `returning`, the ones of that mask come back as a row.
  Statement& insert(const std::vector<const AttributeInfo*>& columns,
                    const std::vector<const AttributeInfo*>& returning);
  /// Sets these attributes of the row with the key (and the lock version).
  Statement& update(const std::vector<const AttributeInfo*>& set, bool by_lock_version);
  Statement& remove(bool by_lock_version);

  /// The compiled query kept for this shape, or null. None is kept when this process changed tables: its values may not
  /// be comparable any more.
  [[nodiscard]] std::shared_ptr<KeptQuery> find_query(const QueryShape& shape);
  /// The same for one row that a comparison asks for. Known from the second time on. Valid until the next call, and for
  /// as long as a statement runs on the connection.
  [[nodiscard]] KeptQuery* find_comparison(const ComparisonShape& shape, const Expr& condition);
  /// Keeps the compiled query of this shape, if it can serve others.
  void keep_query(const QueryShape& shape, const CompiledSql& written);

  /// The same for what loads an association to this model. Null: none is kept.
  [[nodiscard]] std::shared_ptr<const KeptLoad> find_load(std::string_view shape) const;
  /// The load by itself, and kept if it can serve others of this shape, whose name is `text`.
  std::shared_ptr<const KeptLoad> keep_load(std::string_view text, const QueryShape& scope, AssociationLoadSql written);

  /// The text that asks which keys are equal to as many; null: of the model's own. Valid for as long as this.
  const std::string& equal_keys(const AssociationInfo* association, std::size_t keys);

  /// A statement that takes many rows, see DriverConnection::prepare_batch; null if the driver has nothing faster than
  /// single executions. Valid until the next call.
  Statement* batch(const std::string& sql);
  /// The same for `update`.
  Statement* batch_update(AttributeMask set);

  // The same by mask, for the hot path. An insert without a generated key returns it as a row, if the connection does
  // not report it afterwards.
  Statement& insert(AttributeMask columns) {
    return *(inserts_.find(columns, connection_) ? inserts_.last : prepare_insert(columns)).statement;
  }
  struct Prepared {
    Statement* statement = nullptr;
    /// For an UPDATE that finds its row by an integer key: all that it binds, this key's member last; else empty.
    std::span<const MemberStep> members;
  };
  /// Valid until the next call.
  const Prepared& update(AttributeMask set) {
    return updates_.find(set, connection_) ? updates_.last : prepare_update(set);
  }

 private:
  /// The statements kept for some masks; often the last used one is used again.
  struct Shapes {
    struct Masked {
      AttributeMask mask;
      std::unique_ptr<Statement> statement;
      std::vector<MemberStep> members;
    };
    std::vector<Masked> kept;
    AttributeMask last_mask = 0;
    Prepared last;
    Prepared unkept;  ///< the last one that is not among these

    /// False when there is none, it runs further up the stack, or its comment would be another one; else it is the
    /// last one.
    bool find(AttributeMask mask, const Connection& connection) {
      return this_thread.tags == nullptr && ((last_mask == mask && last.statement != nullptr) || search(mask)) &&
             !connection.runs(*last.statement);
    }
    bool search(AttributeMask mask);
    void use(const Masked& shape) {
      last_mask = shape.mask;
      last = {shape.statement.get(), shape.members};
    }
  };
  template <class Question>
  void ask_before_write(const Question& ask);
  void look_up();
  void forget_queries_of_other_schemas();
  void drop_queries();
  static RecordStatements& make(Connection& connection, const ModelInfo& model);
  Statement& find_another();
  const Prepared& prepare_insert(AttributeMask columns);
  const Prepared& prepare_update(AttributeMask set);
  const Prepared& keep(Shapes& shapes, AttributeMask mask, const std::string& sql, std::vector<MemberStep> members);
  [[nodiscard]] std::vector<MemberStep> members_and_key(AttributeMask set) const;
  [[nodiscard]] std::span<const AttributeInfo* const> returned_by(AttributeMask columns) const;
  [[nodiscard]] std::vector<const AttributeInfo*> key_and_lock(bool by_lock_version) const;

  Connection& connection_;
  const ModelInfo& model_;
  const bool tells_last_key_;
  const bool inserts_by_mask_;
  bool guards_write_ = false;
  std::uint32_t facts_as_of_ = 0, queries_as_of_ = 0;
  TableFacts facts_;
  std::unique_ptr<Statement> find_;
  Shapes inserts_, updates_;
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return hash_bytes(text); }
  };
  /// By the text of their shapes. Shared with who runs them: what reads a row may be the user's, and runs others.
  std::unordered_map<std::string, std::shared_ptr<KeptQuery>, TextHash, std::equal_to<>> queries_;
  std::vector<std::shared_ptr<KeptQuery>> dropped_queries_;  ///< since the last time that no statement ran
  struct Compared {
    std::string column;
    ComparisonShape shape;  ///< views `column`
    KeptQuery* query;       ///< one of `queries_`
  };
  std::deque<Compared> comparisons_;
  /// By what was asked for, of which tags may have made another text; the latest last.
  std::vector<std::pair<std::string, std::unique_ptr<Statement>>> batches_;
  std::unordered_map<std::string, std::shared_ptr<const KeptLoad>, TextHash, std::equal_to<>> loads_;
  std::map<std::pair<const AssociationInfo*, std::size_t>, std::string> equal_keys_;
};

/// The attributes of a mask, in order.
std::vector<const AttributeInfo*> attributes_of(const ModelInfo& model, AttributeMask mask);

}  // namespace rowan
