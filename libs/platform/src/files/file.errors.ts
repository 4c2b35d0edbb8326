import { defineErrors } from '#libs/kernel';

export const FileErrors = defineErrors({
  FILE_TOO_LARGE: { kind: 'too_large', zh: '文件超过 {megabytes} MB', en: 'The file is larger than {megabytes} MB' },
  FILE_EMPTY: { kind: 'rule', zh: '文件是空的', en: 'The file is empty' },
  FILE_TYPE_REFUSED: { kind: 'unsupported', zh: '不接受这种类型的文件', en: 'This type of file is not accepted' },
  FILE_TYPE_MISMATCH: {
    kind: 'unsupported',
    zh: '文件内容与扩展名 .{extension} 不符',
    en: 'The content is not what .{extension} says',
  },
  FILE_CONTENT_MISSING: { kind: 'not_found', zh: '文件内容不存在', en: 'The content of the file is missing' },
});
