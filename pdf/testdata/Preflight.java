import java.io.File;
import org.apache.pdfbox.preflight.PreflightDocument;
import org.apache.pdfbox.preflight.ValidationResult;
import org.apache.pdfbox.preflight.parser.PreflightParser;

/** Says of each file named whether it is valid PDF/A-1b, and why not. */
public class Preflight {
    public static void main(String[] names) throws Exception {
        for (String name : names) {
            PreflightParser parser = new PreflightParser(new File(name));
            parser.parse();
            try (PreflightDocument document = parser.getPreflightDocument()) {
                document.validate();
                ValidationResult result = document.getResult();
                System.out.println(result.isValid() ? "valid PDF/A-1b" : "not valid");
                for (ValidationResult.ValidationError e : result.getErrorsList()) {
                    System.out.println(e.getErrorCode() + " " + e.getDetails());
                }
            }
        }
    }
}
