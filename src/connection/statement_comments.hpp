// The comments of statements.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connection/thread_state.hpp"
#include "rowan/connection/statement_tags.hpp"

namespace rowan {

/// What the statements of one database say in comments. Immutable.
class StatementComments {
 public:
  /// No comments but those of the thread.
  StatementComments() = default;
  StatementComments(std::vector<StatementTag> tags, TaggedStatements which);

  /// The comment of statements that no scope says anything about; empty: none.
  [[nodiscard]] const std::string& usual() const noexcept { return usual_; }
  /// That of a statement inside of these scopes.
  [[nodiscard]] std::string of(const detail::TagScope& innermost) const;

 private:
  std::vector<StatementTag> tags_;
  TaggedStatements which_ = TaggedStatements::all;
  std::string usual_;
};

/// The statement with the comment at its end. What ends with a `;` or a line comment, as users write it, is heeded.
[[nodiscard]] std::string with_comment(std::string_view sql, std::string_view comment);

/// Calls `prepare` so that what it prepares says the note of a relation; empty: nothing.
template <class Prepare>
decltype(auto) noted(std::string_view note, const Prepare& prepare) {
  if (note.empty()) [[likely]]
    return prepare();
  struct Scope {
    explicit Scope(std::string_view text) : scope{this_thread.tags, nullptr, text} { this_thread.tags = &scope; }
    ~Scope() { this_thread.tags = scope.outer; }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    detail::TagScope scope;
  } const scope(note);
  return prepare();
}

}  // namespace rowan
