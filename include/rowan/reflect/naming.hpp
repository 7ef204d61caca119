// The one place where names in the database are derived from names in C++.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "rowan/core/text_argument.hpp"
#include "rowan/export.hpp"

namespace rowan {

/// The rules. Derive from it, override what differs, and install it with `set_naming_convention` before the first use
/// of a model; whatever `configure` sets by hand wins over it. Must be safe to call from several threads.
class ROWAN_EXPORT NamingConvention {
 public:
  virtual ~NamingConvention();

  /// "BlogPost" → "blog_posts".
  [[nodiscard]] virtual std::string table_name(std::string_view model) const;
  /// "createdAt", "created_at", "created_at_" → "created_at".
  [[nodiscard]] virtual std::string column_name(std::string_view member) const;
  /// The same where the model matters, as for keys that are named after their table: ("id", "Track") → "TrackId". This
  /// is the one that is asked for attributes; by default it leaves the model alone.
  [[nodiscard]] virtual std::string column_name(std::string_view member, std::string_view model) const;
  /// An association or a model, and the column it refers to: ("author", "id"), ("Author", "id") → "author_id".
  [[nodiscard]] virtual std::string foreign_key(std::string_view target, std::string_view key_column) const;
  /// The two tables in alphabetical order, so that both sides name the same one: ("tags", "posts") → "posts_tags".
  [[nodiscard]] virtual std::string join_table(std::string_view one, std::string_view other) const;
  /// ("posts", {"author_id", "published"}) → "index_posts_on_author_id_and_published".
  [[nodiscard]] virtual std::string index_name(std::string_view table, std::span<const std::string> columns) const;
  /// ("posts", {"author_id"}) → "fk_posts_author_id".
  [[nodiscard]] virtual std::string foreign_key_name(std::string_view table,
                                                     std::span<const std::string> columns) const;
};

/// The convention in use. The reference stays valid for the life of the process. Thread-safe.
[[nodiscard]] ROWAN_EXPORT const NamingConvention& naming();
/// Replaces the convention; null restores the built-in one. Names of models already linked stay. A replaced convention
/// is kept alive, for threads that still read it. Thread-safe.
ROWAN_EXPORT void set_naming_convention(std::shared_ptr<const NamingConvention> convention);

/// The name of a member without the trailing underscore that private members have: "secret_" → "secret".
[[nodiscard]] ROWAN_EXPORT std::string_view member_name(std::string_view member);
/// "HTTPRequest" → "http_request", "BlogPost" → "blog_post".
[[nodiscard]] ROWAN_EXPORT std::string snake_case(std::string_view name);
/// The English plural of a snake_case name's last word: "blog_post" → "blog_posts", "person" → "people". Words that are
/// plural already stay ("settings"). Thread-safe.
[[nodiscard]] ROWAN_EXPORT std::string pluralize(std::string_view name);
/// Teaches `pluralize` a word or a whole name: ("octopus", "octopodes"). Declare before the first use of a model.
/// Thread-safe.
ROWAN_EXPORT void declare_plural(TextArgument singular, TextArgument plural);

/// `name`, or when it is longer than every database allows (63 bytes) its beginning and a checksum of the rest, the
/// same each time.
[[nodiscard]] ROWAN_EXPORT std::string shortened_identifier(std::string name);

}  // namespace rowan
