//! Why a photo was not taken, and how to say so to the person who sent it.

use std::borrow::Cow;
use std::time::Duration;

/// Why a photo was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhotoError {
    /// The file has no content.
    #[error("the file is empty")]
    Empty,
    /// The file is bigger than `most` bytes.
    #[error("the file is bigger than {most} bytes")]
    TooManyBytes {
        /// The limit in bytes.
        most: usize,
    },
    /// The content is no picture: text, a web page, an SVG drawing, a document.
    #[error("the content is no photo")]
    NotAPhoto,
    /// HEIC or HEIF, which iPhones store by default.
    #[error("HEIC is not accepted")]
    Heic,
    /// GIF.
    #[error("GIF is not accepted")]
    Gif,
    /// An animated PNG or WebP.
    #[error("animated pictures are not accepted")]
    Animated,
    /// A picture of another kind: AVIF, BMP, TIFF, or a JPEG that no camera writes.
    #[error("this kind of picture is not accepted")]
    UnsupportedKind,
    /// A JPEG in the four colours of print (CMYK).
    #[error("a JPEG in four printing colours is not accepted")]
    FourColours,
    /// The picture has more than `most` pixels.
    #[error("the picture has more than {most} pixels")]
    TooManyPixels {
        /// The limit in pixels.
        most: usize,
    },
    /// The file ends before the picture does.
    #[error("the file ends before the picture does")]
    Truncated,
    /// The file breaks the rules of its format.
    #[error("the file is damaged")]
    Corrupt,
    /// A progressive JPEG with an absurd number of scans.
    #[error("the JPEG has too many scans")]
    TooManyScans,
    /// Decoding took longer than it may.
    #[error("decoding took too long")]
    TimedOut,
    /// As many photos are waiting as may.
    #[error("too many photos are waiting")]
    Busy {
        /// When to try again.
        retry_after: Duration,
    },
    /// The decoder failed in a way that says nothing about the photo.
    #[error("the photo could not be processed")]
    Internal,
}

impl PhotoError {
    /// What to show beside the field, in plain Chinese.
    pub fn message(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Empty => "这个文件是空的，请重新选择照片。",
            Self::TooManyBytes { most } => {
                return Cow::Owned(format!(
                    "这张照片超过 {} MB，请先压缩，或对着照片截一张图再上传。",
                    most / (1024 * 1024)
                ));
            }
            Self::NotAPhoto => "这个文件不是照片。请选择 JPG、PNG 或 WebP 格式的照片。",
            Self::Heic => {
                "这是苹果手机的 HEIC 格式，暂时打不开。请在“设置 - 相机 - 格式”里选“兼容性最佳”后重拍，\
                 或者给这张照片截个图再上传。"
            }
            Self::Gif => "暂不支持 GIF 动图。请给画面截个图，再上传截图。",
            Self::Animated => "暂不支持会动的图片。请给画面截个图，再上传截图。",
            Self::UnsupportedKind => "暂不支持这种图片格式。请给它截个图，再上传截图。",
            Self::FourColours => "这是印刷用的四色图片，暂时打不开。请给它截个图，再上传截图。",
            Self::TooManyPixels { most } => {
                return Cow::Owned(format!(
                    "这张图片的尺寸太大，超过 {} 万像素。请给它截个图，再上传截图。",
                    most / 10_000
                ));
            }
            Self::Truncated => "这张照片不完整，可能没有传完。请重新选择这张照片。",
            Self::Corrupt => "这张照片已损坏，打不开。请换一张，或给它截个图再上传。",
            Self::TooManyScans | Self::TimedOut => "这张照片处理起来太慢。请给它截个图，再上传截图。",
            Self::Busy { .. } => "现在上传照片的人较多，请稍等片刻再试。您填写的内容都还在。",
            Self::Internal => "这张照片没有处理成功，请再试一次，或换一张照片。",
        })
    }

    /// Whether trying again later may help; otherwise the photo itself is refused.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Busy { .. } | Self::Internal)
    }
}
