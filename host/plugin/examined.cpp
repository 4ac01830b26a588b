#include "plugin/examined.hpp"

#include <utility>

#include <siding/abi.h>

#include "plugin/elf_image.hpp"
#include "plugin/fit.hpp"
#include "plugin/trusted_file.hpp"

namespace siding::plugin {
namespace {

constexpr std::size_t kLongestManifest = 4 << 20;  // bytes

Result<std::string_view, Mistakes> manifest_text(const ElfImage& image, const std::string& file) {
  const auto notes = image.notes(SIDING_NOTE_OWNER, SIDING_NOTE_MANIFEST);
  const auto refuse = [&](const char* clause, const char* fix) {
    return Mistakes{{.place = {}, .what = "`" + file + "` " + clause, .fix = fix, .quoted = {}}};
  };
  if (notes.empty()) {
    return refuse("is a shared library, but not a Siding plugin: it has no manifest (note `" SIDING_NOTE_OWNER "`)",
                  "declare it with SIDING_PLUGIN, or with SIDING_MANIFEST in C");
  }
  if (notes.size() > 1) return refuse("has more than one manifest", "declare one plugin per library");
  if (notes.front().size() > kLongestManifest)
    return refuse("has a manifest of more than 4 MiB", "shorten its metadata");
  const std::size_t last = notes.front().find_last_not_of('\0');
  return notes.front().substr(0, last == std::string_view::npos ? 0 : last + 1);
}

}  // namespace

Result<Contents, Mistakes> read_contents(std::span<const std::byte> bytes, const std::string& file) {
  const auto image = ElfImage::read(bytes, file);
  if (!image) return image.error();
  const auto text = manifest_text(*image, file);
  if (!text) return text.error();
  auto manifest = parse_manifest(*text);
  if (!manifest) {
    Mistakes mistakes = manifest.error();
    for (Mistake& mistake : mistakes) mistake.what = "`" + file + "`: " + mistake.what;
    return mistakes;
  }
  Mistakes unfit = check_fit(*manifest, file);
  if (!unfit.empty()) return unfit;
  return Contents{std::move(*manifest), image->uses_origin()};
}

Result<Examined, Mistakes> examine(const std::filesystem::path& file, const std::filesystem::path& directory) {
  const auto trusted = TrustedFile::open(file, directory);
  if (!trusted) return trusted.error();
  auto copy = PrivateCopy::make(*trusted);
  if (!copy) return copy.error();
  auto contents = read_contents(copy->bytes(), trusted->path.string());
  if (!contents) return contents.error();
  return Examined{trusted->path, std::move(*copy), std::move(contents->manifest), contents->uses_origin};
}

}  // namespace siding::plugin
