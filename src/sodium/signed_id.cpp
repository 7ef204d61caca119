// The text is base64 of: version, length of the key's id, the id, the time at which it is over (8 bytes), the parts of
// the record's key, and a MAC. Purpose and model are in what the MAC is made of, and not in the text: who checks it
// knows them. All parts have their lengths before them, so that no two of these can be one text of bytes.
#include "rowan/sodium/signed_id.hpp"

#include <array>
#include <limits>
#include <utility>
#include <variant>

#include "rowan/core/error.hpp"
#include "rowan/core/time.hpp"
#include "rowan/core/uuid.hpp"
#include "rowan/reflect/model_info.hpp"
#include "sodium/keys.hpp"

namespace rowan {
namespace {

constexpr int url_safe = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
constexpr char version = 1;
constexpr std::size_t longest_key = 1500, longest_text = 2400;
constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

void put_number(std::string& out, std::uint64_t number, int bytes) {
  while (bytes-- > 0) out += static_cast<char>(number >> (8 * bytes) & 0xFFU);
}

void put_text(std::string& out, std::string_view text) {
  put_number(out, text.size(), 4);
  out += text;
}

// Reads what put_… wrote; false at an end that comes too early.
class Reader {
 public:
  explicit Reader(std::string_view rest) : rest_(rest) {}
  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  bool take(std::size_t size, std::string_view& taken) {
    if (rest_.size() < size) return false;
    taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return true;
  }
  bool number(std::size_t bytes, std::uint64_t& read) {
    std::string_view taken;
    if (!take(bytes, taken)) return false;
    read = 0;
    for (const char c : taken) read = read << 8U | static_cast<unsigned char>(c);
    return true;
  }
  bool text(std::string_view& read) {
    std::uint64_t size = 0;
    return number(4, size) && take(static_cast<std::size_t>(size), read);
  }

 private:
  std::string_view rest_;
};

// One part of a key: its kind, and its bytes.
void put_part(std::string& out, const Value& part, const ModelInfo& model) {
  const auto& held = part.storage();
  std::string bytes;
  char kind = 0;
  if (const auto* number = std::get_if<std::int64_t>(&held)) {
    kind = 'i';
    put_number(bytes, static_cast<std::uint64_t>(*number), 8);
  } else if (const auto* large = std::get_if<std::uint64_t>(&held)) {
    kind = 'u';
    put_number(bytes, *large, 8);
  } else if (const auto* text = std::get_if<std::string>(&held)) {
    kind = 's';
    bytes = *text;
  } else if (const auto* uuid = std::get_if<Uuid>(&held)) {
    kind = 'g';
    for (const std::uint8_t byte : uuid->bytes()) bytes += static_cast<char>(byte);
  } else if (const auto* raw = std::get_if<Bytes>(&held)) {
    kind = 'b';
    for (const std::byte byte : *raw) bytes += static_cast<char>(byte);
  } else {
    throw QueryError("a key of " + model.name +
                     " can't be signed: its parts are to be integers, texts, bytes and UUIDs, and none is NULL");
  }
  out += kind;
  put_text(out, bytes);
}

std::optional<Value> read_part(Reader& reader) {
  std::string_view kind, bytes;
  if (!reader.take(1, kind) || !reader.text(bytes)) return std::nullopt;
  std::uint64_t number = 0;
  if (kind == "s") return Value(std::string(bytes));
  if (kind == "b") {
    const auto* begin = reinterpret_cast<const std::byte*>(bytes.data());
    return Value(Bytes(begin, begin + bytes.size()));
  }
  if (kind == "g" && bytes.size() == 16) {
    std::array<std::uint8_t, 16> raw{};
    for (std::size_t i = 0; i < raw.size(); ++i) raw[i] = static_cast<std::uint8_t>(bytes[i]);
    return Value(Uuid(raw));
  }
  if (bytes.size() != 8 || !Reader(bytes).number(8, number)) return std::nullopt;
  if (kind == "i") return Value(static_cast<std::int64_t>(number));
  if (kind == "u") return Value(number);
  return std::nullopt;
}

using Mac = std::array<unsigned char, crypto_auth_BYTES>;

// By a key of its own, so that what is signed here means nothing where the ring's key is used otherwise.
Mac mac_of(const KeyRing::Keys::Key& key, const ModelInfo& model, std::string_view purpose, std::string_view payload) {
  constexpr std::string_view use = "rowan signed id 1";
  std::string message;
  put_text(message, model.root().qualified_name);
  put_text(message, purpose);
  put_text(message, payload);
  std::array<unsigned char, crypto_auth_KEYBYTES> own{};
  crypto_generichash(own.data(), own.size(), reinterpret_cast<const unsigned char*>(use.data()), use.size(),
                     key.secret.get(), KeyRing::Keys::size);
  Mac mac{};
  crypto_auth(mac.data(), reinterpret_cast<const unsigned char*>(message.data()), message.size(), own.data());
  sodium_memzero(own.data(), own.size());
  return mac;
}

void need_purpose(std::string_view purpose) {
  if (purpose.empty())
    throw QueryError(
        "a signed id is for a purpose, as \"reset password\": else a text made for one could be used for "
        "any other");
}

std::int64_t seconds_now() { return std::chrono::floor<std::chrono::seconds>(now()).time_since_epoch().count(); }

std::int64_t end_after(std::chrono::seconds expires_in) {
  if (expires_in == never_expires) return never;
  if (expires_in <= std::chrono::seconds::zero())
    throw QueryError("a signed id that is over at once is of no use: expires_in is to be more than zero");
  const std::int64_t begin = seconds_now();
  return expires_in.count() < never - 1 - begin ? begin + expires_in.count() : never - 1;
}

std::string key_of(const ModelBase& record, const ModelInfo& model) {
  if (!record.is_persisted()) throw QueryError("this " + model.name + " has no row whose id could be signed: save it");
  std::string key;
  for (const AttributeInfo* attribute : model.primary_key) {
    if (record.changed(attribute->name))
      throw QueryError("the key of this " + model.name + " was changed, so it isn't that of its row: save it first");
    put_part(key, record.get(attribute->name), model);
  }
  if (key.empty()) throw QueryError(model.name + " has no primary key that could be signed");
  if (key.size() > longest_key) throw QueryError("the key of this " + model.name + " is too long to be signed");
  return key;
}

// Nothing for a text that base64url doesn't write, in its one way.
std::optional<std::string> decoded(std::string_view text) {
  if (text.empty() || text.size() > longest_text) return std::nullopt;
  std::string bytes(text.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(), nullptr,
                        &size, nullptr, url_safe) != 0)
    return std::nullopt;
  bytes.resize(size);
  return bytes;
}

std::string encoded(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), url_safe), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                    url_safe);
  text.pop_back();  // its NUL
  return text;
}

}  // namespace

std::string signed_id(const ModelBase& record, TextArgument purpose, std::chrono::seconds expires_in,
                      const KeyRing& ring) {
  const ModelInfo& model = record.model_info();
  need_purpose(purpose);
  const KeyRing::Keys::Key& key = ring.keys().list.front();
  std::string payload(1, version);
  put_number(payload, key.id.size(), 1);
  payload += key.id;
  put_number(payload, static_cast<std::uint64_t>(end_after(expires_in)), 8);
  payload += key_of(record, model);
  const Mac mac = mac_of(key, model, purpose, payload);
  payload.append(reinterpret_cast<const char*>(mac.data()), mac.size());
  return encoded(payload);
}

std::string signed_id(const ModelBase& record, TextArgument purpose, std::chrono::seconds expires_in) {
  return signed_id(record, purpose, expires_in, keys_in_use());
}

namespace detail {

std::optional<std::vector<Value>> signed_key(const ModelInfo& model, std::string_view text, std::string_view purpose,
                                             const KeyRing& ring) {
  need_purpose(purpose);
  const std::optional<std::string> bytes = decoded(text);
  if (!bytes || bytes->size() <= crypto_auth_BYTES) return std::nullopt;
  const std::string_view payload(bytes->data(), bytes->size() - crypto_auth_BYTES);
  Reader reader(payload);
  std::string_view first, id;
  std::uint64_t id_size = 0, end = 0;
  if (!reader.take(1, first) || first.front() != version || !reader.number(1, id_size) || !reader.take(id_size, id) ||
      !reader.number(8, end))
    return std::nullopt;
  const KeyRing::Keys::Key* key = ring.keys().find(id);
  if (key == nullptr) return std::nullopt;
  // Nothing else that the text says is believed before this.
  const Mac mac = mac_of(*key, model, purpose, payload);
  if (sodium_memcmp(mac.data(), bytes->data() + payload.size(), mac.size()) != 0) return std::nullopt;
  if (static_cast<std::int64_t>(end) != never && static_cast<std::int64_t>(end) <= seconds_now()) return std::nullopt;
  std::vector<Value> parts;
  while (!reader.at_end()) {
    std::optional<Value> part = read_part(reader);
    if (!part) return std::nullopt;
    parts.push_back(std::move(*part));
  }
  // A model may have got another key since.
  return parts.size() == model.primary_key.size() ? std::optional(std::move(parts)) : std::nullopt;
}

}  // namespace detail
}  // namespace rowan
