// What statements say about themselves in comments, for the database's own logs and statistics.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "rowan/core/text_argument.hpp"
#include "rowan/export.hpp"

namespace rowan {

/// A name and a value in the comment of a statement, as sqlcommenter writes them: `/*action='checkout'*/`. All but
/// letters, digits and `-_.~` are percent-encoded, so nothing in them ends the comment.
struct StatementTag {
  /// @throws QueryError for an empty name.
  ROWAN_EXPORT StatementTag(TextArgument of, TextArgument is);
  std::string name, value;
};

/// Which statements have the tags of the database and of the thread.
enum class TaggedStatements : std::uint8_t {
  all,
  annotated,  ///< those of relations with annotate()
};

namespace detail {
/// What the statements that a thread prepares say besides; innermost first.
struct TagScope {
  const TagScope* outer = nullptr;
  const std::vector<StatementTag>* tags = nullptr;
  std::string_view note{};  ///< of a relation, safe in a comment
};
/// A text of annotate() as it may stand in a comment.
[[nodiscard]] ROWAN_EXPORT std::string comment_text(std::string_view text);
}  // namespace detail

/// While it lives, the statements that this thread runs say these, besides those of DatabaseOptions::tags; of several
/// with one name the innermost says it. To be destroyed on its thread, in reverse order of making.
///
///   const rowan::StatementTags tags{{"route", request.route()}, {"action", "checkout"}};
///
/// A value that changes makes a statement of its own each time, which is prepared anew: a connection keeps as many of
/// those as of others, beside them. Scripts, the steps of transactions and bulk protocols have no tags.
class ROWAN_EXPORT StatementTags {
 public:
  StatementTags(std::initializer_list<StatementTag> tags);
  ~StatementTags();
  StatementTags(const StatementTags&) = delete;
  StatementTags& operator=(const StatementTags&) = delete;

 private:
  std::vector<StatementTag> tags_;
  detail::TagScope scope_;
};

}  // namespace rowan
