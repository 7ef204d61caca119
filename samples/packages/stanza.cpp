#include "stanza.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>

#include "text.hpp"

namespace packages {
namespace {

// FNV-1a. Nobody wants two stanzas to collide on purpose, so 64 bits distinguish them.
constexpr std::uint64_t digest_start = 14695981039346656037ull;

std::uint64_t add_to_digest(std::uint64_t digest, std::string_view text) {
  for (const char c : text) digest = (digest ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  return (digest ^ '\n') * 1099511628211ull;
}

bool is_name_character(char c) { return c > ' ' && c < 127 && c != ':'; }

}  // namespace

const Field* Stanza::find(std::string_view name) const {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const Field& field) { return field.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

std::string_view Stanza::value(std::string_view name) const {
  const Field* field = find(name);
  return field == nullptr ? std::string_view() : std::string_view(field->value);
}

const std::string& Stanza::required(std::string_view name) const {
  const Field* field = find(name);
  if (field == nullptr) throw MalformedFile(file, line, fmt::format("this stanza has no field '{}'", name));
  if (field->value.empty()) throw MalformedFile(file, field->line, fmt::format("the field '{}' is empty", name));
  return field->value;
}

StanzaReader::StanzaReader(const std::string& file) : file_(file), in_(file, std::ios::binary) {
  std::error_code error;
  if (std::filesystem::is_directory(file, error)) throw std::runtime_error(file + " is a directory; name a file in it");
  if (!in_) throw std::runtime_error(fmt::format("{} can't be read: {}", file, std::strerror(errno)));
  size_ = std::filesystem::file_size(file, error);
  if (error) size_ = 0;  // a pipe, perhaps
}

bool StanzaReader::next_line() {
  if (!std::getline(in_, text_)) {
    if (in_.bad()) fail("the file can't be read any further");
    return false;
  }
  ++line_;
  bytes_ += text_.size() + 1;
  if (!text_.empty() && text_.back() == '\r') text_.pop_back();
  if (text_.find('\0') != std::string::npos) fail("there is a NUL byte in this line; is this a compressed file?");
  if (!is_utf8(text_)) fail("this line is not UTF-8; is this a compressed file?");
  return true;
}

bool StanzaReader::next(Stanza& stanza) {
  stanza = {};
  stanza.file = file_;
  stanza.digest = digest_start;
  while (next_line()) {
    if (trimmed(text_).empty()) {
      if (stanza.fields.empty()) continue;
      return true;
    }
    if (stanza.fields.empty()) stanza.line = line_;
    stanza.digest = add_to_digest(stanza.digest, text_);
    add_line(stanza);
  }
  return !stanza.fields.empty();
}

void StanzaReader::add_line(Stanza& stanza) const {
  if (text_[0] == ' ' || text_[0] == '\t') {
    if (stanza.fields.empty()) fail("this line continues a field, but no field came before it");
    stanza.fields.back().value.append("\n").append(text_);
    return;
  }
  const auto colon = text_.find(':');
  const std::string_view name = std::string_view(text_).substr(0, colon);
  const bool named =
      colon != std::string::npos && !name.empty() && std::all_of(name.begin(), name.end(), is_name_character);
  if (!named) fail("expected 'Field: value', or a continuation that begins with a space");
  Field field{lower_case(name), std::string(trimmed(std::string_view(text_).substr(colon + 1))), line_};
  if (const Field* first = stanza.find(field.name)) {
    fail(fmt::format("the field '{}' is there twice; the first is in line {}", name, first->line));
  }
  stanza.fields.push_back(std::move(field));
}

void StanzaReader::fail(const std::string& problem) const { throw MalformedFile(file_, line_, problem); }

}  // namespace packages
