// Who changed what and when, as rows of the program's own table.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rowan/core/json.hpp"
#include "rowan/core/time.hpp"
#include "rowan/export.hpp"
#include "rowan/model/change_listener.hpp"
#include "rowan/model/model.hpp"
#include "rowan/reflect/describe.hpp"

namespace rowan {

/// A base for the model that keeps the changes: it adds a key, and whatever else is to be known of a change.
class AuditEntry {
 public:
  static constexpr std::uint32_t longest_row = 120;  ///< in characters
  std::string operation;  ///< as to_string(Operation): "insert", "update", "destroy"; "update_all", …
  std::string model;      ///< qualified name
  /// The key, its parts separated by ", "; empty for operations on many rows. A longer one than `longest_row` ends in a
  /// hash of it all, so that changes_of() finds it.
  std::string row;
  Json what;                         ///< `{"title": {"from": "a", "to": "b"}}`; of many rows `{"rows": 3}`
  std::optional<std::string> actor;  ///< who is at work
  Instant at{};

  ROWAN_MIXIN(AuditEntry, (), (operation, model, row, what, actor, at))

  template <class T>
  static void configure_mixin(ModelBuilder<T>& m) {
    m.attribute(&AuditEntry::operation).length(20);
    m.attribute(&AuditEntry::model).length(120);
    m.attribute(&AuditEntry::row).length(longest_row);
    m.attribute(&AuditEntry::actor).length(120);
    m.index(&AuditEntry::model, &AuditEntry::row);
  }
};

/// Asked for each change, in the thread that makes it. Empty: nobody is known.
using Actor = std::function<std::optional<std::string>()>;

/// For as long as it lives, changes are kept.
class ROWAN_EXPORT Audit {
 public:
  explicit Audit(std::vector<Listening> listenings) : listenings_(std::move(listenings)) {}

 private:
  std::vector<Listening> listenings_;
};

namespace detail {
/// Saves an entry that it fills in from the change.
using SaveEntry = std::function<void(const RowChange& change, const Actor& actor)>;
[[nodiscard]] ROWAN_EXPORT std::shared_ptr<ChangeListener> make_auditor(SaveEntry save, Actor actor);
ROWAN_EXPORT void describe_change(AuditEntry& entry, const RowChange& change, const Actor& actor);
/// In the database that its model names, or else in that of the change.
ROWAN_EXPORT void save_entry(ModelBase& entry, const RowChange& change);
[[nodiscard]] ROWAN_EXPORT std::string audited_row(const ModelBase& record);
}  // namespace detail

/// Keeps each write of these models, or of all models if none is named, as an Entry that is saved in the database and
/// the transaction of the write: both stay, or neither. An Entry whose model names a database is saved there, in a
/// transaction of its own. Of texts the value before is known where their attribute has `keep_original()`; values that
/// are `secret()` are `[filtered]`. What can't be kept undoes the write. See ChangeListener for what is heard, and what
/// that costs.
///
///   class Change : public rowan::Model<Change>, public rowan::AuditEntry { … ROWAN_MODEL(Change, (rowan::AuditEntry),
///   (id)) }; const rowan::Audit audit = rowan::audit<Change, Post, Comment>([] { return current_user(); });
template <class Entry, class... Models>
[[nodiscard]] Audit audit(const Actor& actor = {}) {
  const auto auditor = detail::make_auditor(
      [](const RowChange& change, const Actor& at_work) {
        Entry entry;
        detail::describe_change(entry, change, at_work);
        detail::save_entry(entry, change);
      },
      actor);
  std::vector<Listening> listenings;
  if constexpr (sizeof...(Models) == 0) listenings.push_back(listen(auditor));
  (listenings.push_back(listen<Models>(auditor)), ...);
  return Audit(std::move(listenings));
}

/// The entries about a record that has, or had, a row; in no order.
template <class Entry>
[[nodiscard]] Relation<Entry> changes_of(const ModelBase& record) {
  return Relation<Entry>()
      .where(Entry::c.model == record.model_info().qualified_name)
      .where(Entry::c.row == detail::audited_row(record));
}

}  // namespace rowan
