// The format of dpkg's status file and of an archive's index: paragraphs of fields, with an empty line between.
#pragma once

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace packages {

/// A malformed file: "FILE:LINE: what is wrong".
class MalformedFile : public std::runtime_error {
 public:
  MalformedFile(const std::string& file, std::size_t line, const std::string& problem)
      : std::runtime_error(file + ":" + std::to_string(line) + ": " + problem) {}
};

struct Field {
  std::string name;   ///< in lower case: names are case-insensitive
  std::string value;  ///< lines after the first begin with '\n' and keep their indentation
  std::size_t line = 0;
};

/// One paragraph.
class Stanza {
 public:
  std::string file;
  std::size_t line = 0;  ///< of its first field
  std::vector<Field> fields;
  std::uint64_t digest = 0;  ///< of its text

  /// Null when there is none. `name` in lower case.
  [[nodiscard]] const Field* find(std::string_view name) const;
  /// Empty when there is none.
  [[nodiscard]] std::string_view value(std::string_view name) const;
  /// @throws MalformedFile when it is missing or empty.
  [[nodiscard]] const std::string& required(std::string_view name) const;
};

/// Reads stanzas one by one, so that a file of any size fits.
class StanzaReader {
 public:
  /// @throws std::runtime_error when it can't be opened.
  explicit StanzaReader(const std::string& file);

  /// The next one into `stanza`; false at the end. @throws MalformedFile.
  bool next(Stanza& stanza);
  [[nodiscard]] std::uint64_t bytes_read() const { return bytes_; }
  [[nodiscard]] std::uint64_t size() const { return size_; }

 private:
  bool next_line();
  void add_line(Stanza& stanza) const;
  [[noreturn]] void fail(const std::string& problem) const;

  std::string file_;
  std::ifstream in_;
  std::string text_;
  std::size_t line_ = 0;
  std::uint64_t bytes_ = 0, size_ = 0;
};

}  // namespace packages
